package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.RawReading;
import io.casewire.model.ReadingId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingRecordTest {
    @ParameterizedTest
    @CsvSource({"true, 17", "false,"})
    void shouldReadWhatARecordingIsDecidedFrom(boolean retained, @Nullable String messageId) {
        // Given
        byte[] payload = {1, 2, 3};
        Instant at = Instant.ofEpochMilli(1_700_000_000_123L);
        Arrival arrival = new Arrival("mqtt", "devices/prüfstand-1/telemetry", null, Map.of(), retained, payload);
        Admitted admitted = new Admitted("prüfstand-1", "machine-telemetry", messageId, payload);
        Headers headers = new RecordHeaders();
        ReadingRecord.headers(arrival, admitted)
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));

        // When
        RawReading read = ReadingRecord.read(
                "readings", 3, 42, at.toEpochMilli(), admitted.device(), Sealed.seal(payload), headers);

        // Then
        assertThat(read)
                .usingRecursiveComparison()
                .isEqualTo(RawReading.of(new ReadingId("readings", 3, 42), arrival, admitted, at));
    }
}
