package io.casewire.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.250Z");
    private static final Measurement MEASUREMENT = new Measurement(ProductType.M, 300.1, 310.2, 1_500, 40.5, 17);

    @Test
    void shouldBeJsonOfThreeHundredBytesWithTheFormatsFields() throws IOException {
        // When
        byte[] payload = new Payload("a1b2").encode(123_456, AT, MEASUREMENT);

        // Then
        JsonNode json = new ObjectMapper().readTree(payload);
        assertThat(payload).hasSize(Payload.BYTES);
        assertThat(json.path("seq").intValue()).isEqualTo(123_456);
        assertThat(json.path("ts").textValue()).isEqualTo("2026-01-01T00:00:00.250Z");
        assertThat(json.path("type").textValue()).isEqualTo("M");
        assertThat(json.path("airTemperature").doubleValue()).isEqualTo(300.1);
        assertThat(json.path("processTemperature").doubleValue()).isEqualTo(310.2);
        assertThat(json.path("rotationalSpeed").doubleValue()).isEqualTo(1_500);
        assertThat(json.path("torque").doubleValue()).isEqualTo(40.5);
        assertThat(json.path("toolWear").doubleValue()).isEqualTo(17);
    }

    @Test
    void shouldReadItsSequenceNumberBack() {
        // Given
        Payload payload = new Payload("a1b2");

        // When
        int seq = payload.seq(payload.encode(123_456, AT, MEASUREMENT));

        // Then
        assertThat(seq).isEqualTo(123_456);
    }

    @Test
    void shouldNotTakeAnotherPublishersReadingForItsOwn() {
        // Given
        Payload payload = new Payload("a1b2");

        // Then
        assertThat(payload.seq(new Payload("a1b3").encode(123_456, AT, MEASUREMENT)))
                .isEqualTo(Payload.NOT_OURS);
        assertThat(payload.seq("{\"seq\":5,\"torque\":70}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Payload.NOT_OURS);
        assertThat(payload.seq("{\"seq\":\"x\",\"pad\":\"a1b2.\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Payload.NOT_OURS);
        assertThat(payload.seq(new byte[0])).isEqualTo(Payload.NOT_OURS);
    }
}
