package io.casewire.stream;

import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What people make of dead letters. A letter is marked in the same Kafka transaction in which it is sent again, and only
 * one of these works at a time: whoever opened the last one fences those before. So a letter is sent again once.
 */
public final class DeadLetterWork implements AutoCloseable {
    private final Topics topics;
    private final Transactions transactions;
    private final String by;
    private final String reason;

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
    public void retryReading(DeadLetterRecord letter) {
        Map<String, String> headers = ReadingRecord.own(letter.headers());
        transactions.send(new ProducerRecord<>(
                topics.readings().name(),
                null,
                letter.key(),
                Sealed.seal(letter.payload()),
                DeadLetters.headers(headers)));
        mark(letter, Mark.RETRIED, new byte[0]);
    }

    /** A message that never became a reading becomes these. */
    public void retryMessage(DeadLetterRecord letter, Arrival arrival, List<Admitted> readings) {
        for (Admitted reading : readings) {
            transactions.send(new ProducerRecord<>(
                    topics.readings().name(),
                    null,
                    reading.device(),
                    Sealed.seal(reading.payload()),
                    DeadLetters.headers(ReadingRecord.headers(arrival, reading))));
        }
        mark(letter, Mark.RETRIED, new byte[0]);
    }

    /** A wanted record is wanted once more. */
    public void retryWrite(DeadLetterRecord letter) {
        transactions.send(topics.writes(), letter.subject(), letter.payload());
        mark(letter, Mark.RETRIED, new byte[0]);
    }

    /** Nobody needs it. It stays in the log for as long as it is kept. */
    public void discard(DeadLetterRecord letter) {
        mark(letter, Mark.DISCARDED, new byte[0]);
    }

    /** This is what is shown and sent again from now on; what came stays in the log. */
    public void edit(DeadLetterRecord letter, byte[] payload) {
        mark(letter, Mark.EDITED, Sealed.seal(payload));
    }

    private void mark(DeadLetterRecord letter, Mark mark, byte[] value) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(ReadingRecord.VERSION_HEADER, ReadingRecord.VERSION);
        fields.put(DeadLetters.OF, letter.id());
        fields.put(DeadLetters.MARK, mark.name());
        fields.put(DeadLetters.BY, by);
        fields.put(DeadLetters.REASON, reason);
        transactions.send(new ProducerRecord<>(
                topics.deadLetters().name(), letter.partition(), letter.key(), value, DeadLetters.headers(fields)));
    }

    /** Returns when everything since the last time took effect. */
    public void commit() {
        transactions.commit();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
