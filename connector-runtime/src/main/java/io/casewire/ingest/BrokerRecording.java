package io.casewire.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a broker, a line each, as {@code mosquitto_sub -F %j} and {@code -F %J} write them: {@code tst}, {@code topic},
 * {@code retain} and {@code payload}, which is a text, itself JSON, or null for none (mosquitto_sub's manual page, OUTPUT FORMAT).
 */
public final class BrokerRecording implements AutoCloseable {
    /** By which files of this kind are known. */
    public static final String SUFFIX = ".jsonl";

    private static final JsonFactory JSON = new JsonFactory();

    /** Of an offset as Mosquitto writes it: +0100, where others write +01:00. */
    private static final int BARE_OFFSET = 5;

    private final Path file;
    private final BufferedReader lines;
    private int number;
    private long position;

    /** One message. @param at when it came in, never before the one before */
    public record Message(Instant at, String topic, boolean retained, byte[] payload) {}

    private BrokerRecording(Path file, BufferedReader lines) {
        this.file = file;
        this.lines = lines;
    }

    public static BrokerRecording open(Path file) throws IOException {
        return new BrokerRecording(file, Files.newBufferedReader(file, StandardCharsets.UTF_8));
    }

    /** How much was read, in characters. */
    public long position() {
        return position;
    }

    /** Once. Its {@code next} throws IllegalArgumentException for a line that is no message, naming it. */
    public Iterator<Message> messages() {
        return new Iterator<>() {
            private @Nullable String line = read();
            private Instant last = Instant.MIN;

            @Override
            public boolean hasNext() {
                return line != null;
            }

            @Override
            public Message next() {
                String current = line;
                if (current == null) {
                    throw new NoSuchElementException();
                }
                Message message = message(current, last);
                last = message.at();
                line = read();
                return message;
            }
        };
    }

    private @Nullable String read() {
        try {
            String line;
            do {
                line = lines.readLine();
                number++;
                position += line == null ? 0 : line.length() + 1;
            } while (line != null && line.isBlank());
            return line;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    file.getFileName() + " is not UTF-8, somewhere after line " + number
                            + ": payloads that are no text cannot be recorded this way",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Message message(String line, Instant last) {
        try (JsonParser parser = JSON.createParser(line)) {
            String time = "";
            String topic = null;
            boolean retained = false;
            byte[] payload = null;
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "tst" -> time = parser.getText();
                    case "topic" -> topic = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                    case "retain" -> retained = parser.getValueAsInt() == 1;
                    case "payload" -> payload = payload(parser, line);
                    default -> parser.skipChildren();
                }
            }
            if (topic == null || payload == null || parser.nextToken() != null) {
                throw noMessage(null);
            }
            Instant at = time(time);
            return new Message(at.isBefore(last) ? last : at, topic, retained, payload);
        } catch (IOException | DateTimeException e) {
            throw noMessage(e);
        }
    }

    /** JSON is taken as it stands in the line. */
    private static byte[] payload(JsonParser parser, String line) throws IOException {
        String text;
        if (parser.currentToken().isStructStart()) {
            int from = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            text = line.substring(from, (int) parser.currentLocation().getCharOffset());
        } else {
            text = parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Instant time(String text) {
        int offset = text.length() - BARE_OFFSET;
        boolean bare = offset > 0 && (text.charAt(offset) == '+' || text.charAt(offset) == '-');
        String written = bare ? text.substring(0, offset + 3) + ":" + text.substring(offset + 3) : text;
        return IsoTime.parse(written);
    }

    private IllegalArgumentException noMessage(@Nullable Exception cause) {
        return new IllegalArgumentException(
                file.getFileName() + ":" + number + " is not what 'mosquitto_sub -F %j' writes of a message", cause);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
