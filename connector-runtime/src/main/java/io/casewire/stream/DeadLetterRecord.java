package io.casewire.stream;

import java.time.Instant;
import java.util.Map;

/**
 * A dead letter as it stands in the log, with what was made of it since.
 *
 * @param id partition and offset, as in {@code 2-1043}
 * @param key device, source topic or record
 * @param headers the record's own, by name: why it is here, and what else is needed to send it again
 * @param payload as it came, or as it was edited last; empty where only the list was asked for
 * @param size of the payload, in bytes
 * @param payloadAt offset of the record that holds the payload: its own, or that of the last edit
 */
public record DeadLetterRecord(
        String id,
        Instant at,
        String key,
        Map<String, String> headers,
        State state,
        boolean edited,
        byte[] payload,
        int size,
        long payloadAt) {

    /** What was made of it. */
    public enum State {
        OPEN,
        RETRIED,
        DISCARDED
    }

    /** The stage that gave up, as in {@code quality}. */
    public String stage() {
        return header(DeadLetters.STAGE);
    }

    /** The finding's code. */
    public String code() {
        return header(DeadLetters.CODE);
    }

    public String where() {
        return header(DeadLetters.WHERE);
    }

    public String what() {
        return header(DeadLetters.WHAT);
    }

    /** The id of the reading or the wanted record; empty for a message that never became one. */
    public String subject() {
        return header(DeadLetters.ID);
    }

    public String source() {
        return header(DeadLetters.SOURCE);
    }

    public String topic() {
        return header(DeadLetters.TOPIC);
    }

    /** Whether only its beginning was kept. */
    public boolean isCut() {
        return headers.containsKey(DeadLetters.CUT_SIZE);
    }

    int partition() {
        return Integer.parseInt(id.substring(0, id.indexOf('-')));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    DeadLetterRecord in(State now) {
        return new DeadLetterRecord(id, at, key, headers, now, edited, payload, size, payloadAt);
    }

    DeadLetterRecord editedAt(long offset, byte[] newPayload) {
        return new DeadLetterRecord(id, at, key, headers, state, true, newPayload, newPayload.length, offset);
    }

    DeadLetterRecord with(byte[] itsPayload) {
        return new DeadLetterRecord(id, at, key, headers, state, edited, itsPayload, size, payloadAt);
    }

    @Override
    public String toString() {
        return "DeadLetterRecord[" + id + " " + code() + "]";
    }
}
