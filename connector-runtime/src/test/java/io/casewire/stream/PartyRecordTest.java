package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartyRecordTest {
    @Test
    void shouldReadTheModelWhereEarlierVersionsWroteIt() throws Exception {
        String entry =
                """
                {"accountId":"001A","assetId":"02iA","device":"press","effectiveFrom":1,"deleted":false,
                 "model":"VMC-850","name":"Press","partyKind":"ORGANISATION","version":1}
                """;

        PartyRecord read = Json.MAPPER.readValue(entry.getBytes(StandardCharsets.UTF_8), PartyRecord.class);

        assertThat(read.toDevice().fields()).isEqualTo(Map.of("model", "VMC-850"));
    }
}
