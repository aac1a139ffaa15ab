package io.casewire.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-09T17:05:07Z, 2026-03-09T17:05:07Z",
        "2026-03-09t17:05:07.250z, 2026-03-09T17:05:07.250Z",
        "2026-03-09T17:05:07.123456+01:00, 2026-03-09T16:05:07.123456Z",
        "2026-03-09T17:05:07-00:30, 2026-03-09T17:35:07Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z"
    })
    void shouldReadATime(String text, Instant time) {
        assertThat(IsoTime.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "yesterday",
                "2026-03-09",
                "2026-03-09T",
                "2026-03-09T17:05:0",
                "2026-03-09T17:05:07",
                "2026-03-09T17:05:07+",
                "2026-03-09T17:05:07+01",
                "2026-03-09T17:05:07Z.",
                "2026-03-09T17:05:07ZZ",
                "2026-03-09T17:05:07z and more",
                "2026-03-09T17:05:07+01:00 and more",
                "2025-02-29T00:00:00Z"
            })
    void shouldRefuseEverythingElse(String text) {
        assertThatThrownBy(() -> IsoTime.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
