package io.casewire.decoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenMlTest {
    private static String decode(String pack) throws IOException {
        return new SenMlJsonDecoder()
                .decode(pack.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Test
    void shouldResolveBaseNamesTimesAndValues() throws IOException {
        assertThat(
                        decode(
                                """
                        [{"bn": "urn:dev:press-7:", "bt": 1760000000, "bv": 20, "n": "temperature", "u": "Cel", "v": 1.5},
                         {"n": "torque", "t": 5, "v": 22},
                         {"n": "temperature", "t": 5, "v": 2}]
                        """))
                .isEqualTo("[{\"time\":1.76E9,\"values\":{\"urn:dev:press-7:temperature\":21.5}},"
                        + "{\"time\":1.760000005E9,\"values\":{\"urn:dev:press-7:torque\":42.0,"
                        + "\"urn:dev:press-7:temperature\":22.0}}]");
    }

    @Test
    void shouldTakeTextsTruthsAndSums() throws IOException {
        assertThat(
                        decode(
                                """
                        [{"n": "open", "vb": false}, {"n": "state", "vs": "idle"}, {"bs": 100, "n": "energy", "s": 7},
                         {"n": "nothing"}]
                        """))
                .isEqualTo("[{\"values\":{\"open\":false,\"state\":\"idle\",\"energy\":107.0}}]");
    }

    @Test
    void shouldReadItsLabelsInCbor() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CBORGenerator out = new CBORFactory().createGenerator(bytes)) {
            out.writeStartArray();
            out.writeStartObject();
            out.writeFieldId(-2);
            out.writeString("press-7/");
            out.writeFieldId(-3);
            out.writeNumber(1_760_000_000);
            out.writeFieldId(0);
            out.writeString("temperature");
            out.writeFieldId(2);
            out.writeNumber(21.5);
            out.writeEndObject();
            out.writeEndArray();
        }

        assertThat(new SenMlCborDecoder().decode(bytes.toByteArray()).toString())
                .isEqualTo("[{\"time\":1.76E9,\"values\":{\"press-7/temperature\":21.5}}]");
    }

    @Test
    void shouldRefuseNamesThatAreVeryLong() {
        assertThatThrownBy(() -> decode("[{\"bn\": \"" + "x".repeat(250) + "\", \"n\": \"temperature\", \"v\": 1}]"))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[7]",
                "[{\"v\": 1}]",
                "[{\"n\": \"a\"}]",
                "[{\"n\": \"a\", \"t\": -5, \"v\": 1}]",
                "[{\"n\": \"a\", \"t\": 1760000000, \"v\": 1}, {\"n\": \"a\", \"v\": 1}]",
                "[{\"n\": \"a\", \"v\": 1}] and more",
                "no JSON"
            })
    void shouldRefuseWhatIsNone(String pack) {
        assertThatThrownBy(() -> decode(pack)).isInstanceOf(IOException.class);
    }
}
