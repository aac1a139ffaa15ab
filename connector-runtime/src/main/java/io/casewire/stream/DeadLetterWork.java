package io.casewire.stream;

import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * What people make of dead letters. A letter is marked in the same Kafka transaction in which it is sent again, and only
 * one of these works at a time: whoever opened the last one fences those before. So a letter is sent again once.
 *
 * <p>A transaction of Kafka ends by itself after ten seconds, so what belongs to it is put together first.
 */
public final class DeadLetterWork implements AutoCloseable {
    private static final int MOST_LETTERS = 500;
    private static final long MOST_BYTES = 16 * 1024 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final Topics topics;
    private final Transactions transactions;
    private final String by;
    private final String reason;
    private final List<ProducerRecord<String, byte[]>> together = new ArrayList<>();
    private int letters;
    private long bytes;
    private int committed;

    /** Somebody else began to work with dead letters, or Kafka did not take it; what was committed before counts. */
    public static final class OvertakenException extends Exception {
        private static final long serialVersionUID = 1L;

        OvertakenException(RuntimeException cause) {
            super(cause.getClass().getSimpleName(), cause);
        }
    }

    /** What was made of a letter. */
    enum Mark {
        RETRIED,
        DISCARDED,
        EDITED
    }

    /** Read the letters after this, not before. @param by who does it @param reason why; empty for none */
    public DeadLetterWork(KafkaSettings kafka, String by, String reason) {
        this.topics = kafka.topics();
        this.transactions = new Transactions(kafka, "dead-letters");
        this.by = by;
        this.reason = reason;
    }

    /** A reading goes through the stages once more, as the reading it was. */
    public void retryReading(DeadLetterRecord letter) throws OvertakenException {
        Map<String, String> headers = ReadingRecord.own(letter.headers());
        add(new ProducerRecord<>(
                topics.readings().name(),
                null,
                letter.key(),
                Sealed.seal(letter.payload()),
                DeadLetters.headers(headers)));
        mark(letter, Mark.RETRIED, NOTHING);
    }

    /** A message that never became a reading becomes these. */
    public void retryMessage(DeadLetterRecord letter, Arrival arrival, List<Admitted> readings)
            throws OvertakenException {
        for (Admitted reading : readings) {
            add(new ProducerRecord<>(
                    topics.readings().name(),
                    null,
                    reading.device(),
                    Sealed.seal(reading.payload()),
                    DeadLetters.headers(ReadingRecord.headers(arrival, reading))));
        }
        mark(letter, Mark.RETRIED, NOTHING);
    }

    /** A wanted record is wanted once more. */
    public void retryWrite(DeadLetterRecord letter) throws OvertakenException {
        add(new ProducerRecord<>(
                topics.writes().name(),
                null,
                letter.subject(),
                letter.payload(),
                DeadLetters.headers(Map.of(DeadLetters.OF, letter.id()))));
        mark(letter, Mark.RETRIED, NOTHING);
    }

    /** Nobody needs it. It stays in the log for as long as it is kept. */
    public void discard(DeadLetterRecord letter) throws OvertakenException {
        mark(letter, Mark.DISCARDED, NOTHING);
    }

    /** This is what is shown and sent again from now on; what came stays in the log. */
    public void edit(DeadLetterRecord letter, byte[] payload) throws OvertakenException {
        mark(letter, Mark.EDITED, Sealed.seal(payload));
    }

    private void mark(DeadLetterRecord letter, Mark mark, byte[] value) throws OvertakenException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(ReadingRecord.VERSION_HEADER, ReadingRecord.VERSION);
        fields.put(DeadLetters.OF, letter.id());
        fields.put(DeadLetters.MARK, mark.name());
        fields.put(DeadLetters.BY, by);
        fields.put(DeadLetters.REASON, reason);
        add(new ProducerRecord<>(
                topics.deadLetters().name(), letter.partition(), letter.key(), value, DeadLetters.headers(fields)));
        letters++;
        if (letters >= MOST_LETTERS || bytes >= MOST_BYTES) {
            commit();
        }
    }

    private void add(ProducerRecord<String, byte[]> record) {
        together.add(record);
        bytes += record.value().length;
    }

    /** Returns when everything since the last time took effect. */
    public void commit() throws OvertakenException {
        try {
            together.forEach(transactions::send);
            transactions.commit();
        } catch (KafkaException e) {
            throw new OvertakenException(e);
        }
        committed += letters;
        together.clear();
        letters = 0;
        bytes = 0;
    }

    /** Letters with which something was made so far, for good. */
    public int committed() {
        return committed;
    }

    @Override
    public void close() {
        transactions.close();
    }
}
