package io.casewire.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerRecordingTest {
    @TempDir
    private Path folder;

    private List<BrokerRecording.Message> read(String lines) throws IOException {
        Path file = Files.writeString(folder.resolve("shift.jsonl"), lines);
        List<BrokerRecording.Message> messages = new ArrayList<>();
        try (BrokerRecording recording = BrokerRecording.open(file)) {
            recording.messages().forEachRemaining(messages::add);
        }
        return messages;
    }

    @Test
    void shouldReadWhatMosquittoWrites() throws IOException {
        // Given: %j, %J, a zone of its own, and a clock that was set back
        List<BrokerRecording.Message> messages = read(
                """
                {"tst":"2026-05-06T22:48:00.250000+0200","topic":"a/b","qos":0,"retain":1,"payloadlen":8,"payload":"{\\"x\\":1}"}

                {"tst":"2026-05-06T20:48:01.000000+0000","topic":"a/c","qos":1,"retain":0,"payloadlen":7,"payload":{"x":2}}
                {"tst":"2026-05-06T20:47:59Z","topic":"a/d","qos":1,"retain":0,"payloadlen":2,"payload":"hä"}
                """);

        // Then
        assertThat(messages).extracting(BrokerRecording.Message::topic).containsExactly("a/b", "a/c", "a/d");
        assertThat(messages).extracting(BrokerRecording.Message::retained).containsExactly(true, false, false);
        assertThat(messages)
                .extracting(BrokerRecording.Message::at)
                .containsExactly(
                        Instant.parse("2026-05-06T20:48:00.250Z"),
                        Instant.parse("2026-05-06T20:48:01Z"),
                        Instant.parse("2026-05-06T20:48:01Z"));
        assertThat(messages)
                .extracting(it -> new String(it.payload(), StandardCharsets.UTF_8))
                .containsExactly("{\"x\":1}", "{\"x\":2}", "hä");
    }

    @Test
    void shouldNameTheLineThatIsNoMessage() {
        String message = "{\"tst\":\"2026-05-06T20:48:01Z\",\"topic\":\"a\",\"payload\":\"1\"}\n";
        for (String wrong :
                List.of("{", "[]", "{\"topic\":\"a\",\"payload\":\"1\"}", "{\"tst\":\"2026-05-06T20:48:01Z\"}")) {
            assertThatThrownBy(() -> read(message + wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("shift.jsonl:2 is not what 'mosquitto_sub -F %j' writes of a message");
        }
    }
}
