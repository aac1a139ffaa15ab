package io.casewire.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadsTest {
    private static final String JSON = "application/json";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "2147483647",
                "2147483648",
                "-2147483649",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775809",
                "1.5",
                "-0.0",
                "1e400",
                "\"text\"",
                "true",
                "null",
                "[1, 2]",
                "{\"b\": 1}"
            })
    void shouldReadAMemberAsTheWholePayloadHasIt(String value) throws IOException {
        byte[] payload = ("{\"other\": 1, \"a\": " + value + "}").getBytes(StandardCharsets.UTF_8);

        assertThat(Payloads.read(JSON, payload, Set.of("a")).get("a"))
                .isEqualTo(Payloads.read(JSON, payload).get("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 01}", "{\"a\": 1} 2", "{\"a\": ", "", "{\"a\": 1,}"})
    void shouldRefuseWhatIsNoPayload(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Payloads.read(JSON, payload)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Payloads.read(JSON, payload, Set.of("a"))).isInstanceOf(IOException.class);
    }
}
