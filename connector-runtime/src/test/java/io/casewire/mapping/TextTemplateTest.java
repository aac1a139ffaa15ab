package io.casewire.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.identity.OrgProfile;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTemplateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-09T17:05:07Z     | en_US | UTC              | Mar 9, 2026, 5:05:07 PM",
                "2026-03-09T17:05:07.250Z | de_DE | Europe/Berlin    | 09.03.2026, 18:05:07",
                "2026-03-09T17:05:07Z     | en_GB | America/New_York | 9 Mar 2026, 13:05:07",
                "yesterday                | en_US | UTC              | yesterday",
                "2026-13-09T17:05:07Z     | en_US | UTC              | 2026-13-09T17:05:07Z",
                "2026-03-09T              | en_US | UTC              | 2026-03-09T",
                "2026-03-09T17:05:0       | en_US | UTC              | 2026-03-09T17:05:0",
                "2026-03-09T17:05:07+     | en_US | UTC              | 2026-03-09T17:05:07+",
                "2026-03-09T17:05:07+01   | en_US | UTC              | 2026-03-09T17:05:07+01",
                "2                        | en_US | UTC              | 2",
                "''                       | en_US | UTC              | ''"
            })
    void shouldShowTimesAsTheOrgWritesThemAndOtherTextsAsTheyAre(
            String said, String locale, String timeZone, String shown) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.putObject("reading").put("servicedAt", said);

        String text = new TextTemplate("Serviced {reading.servicedAt}, by {reading.name}.")
                .fill(view, Map.of(), OrgProfile.of(locale, timeZone));

        // Newer Javas write a narrow space before AM and PM.
        assertThat(text.replace('\u202f', ' ')).isEqualTo("Serviced " + shown + ", by –.");
    }
}
