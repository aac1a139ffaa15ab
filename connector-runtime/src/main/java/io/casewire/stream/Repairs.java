package io.casewire.stream;

import io.casewire.mapping.Write;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Wants records once more that the org does not hold as they were written. The outbox, and the last gate, decide as ever. */
public final class Repairs implements AutoCloseable {
    /** On a write: the record's id in the org; empty when the org has none. */
    private static final String HEADER = "casewire-repair";

    private static final int TOGETHER = 500;

    private final Transactions transactions;
    private final Topic writes;
    private int uncommitted;

    public Repairs(KafkaSettings kafka) {
        this.transactions = new Transactions(kafka, "repairs");
        this.writes = kafka.topics().writes();
    }

    /** @param recordId null when the org holds no such record */
    public void want(Write write, @Nullable String recordId) {
        byte[] id = (recordId == null ? "" : recordId).getBytes(StandardCharsets.UTF_8);
        transactions.send(new ProducerRecord<>(
                writes.name(), null, write.id(), Json.bytes(write), List.of((Header) new RecordHeader(HEADER, id))));
        // A transaction of Kafka ends by itself after ten seconds; each repair stands for itself.
        if (++uncommitted >= TOGETHER) {
            commit();
        }
    }

    /** Returns when the outbox can read them. */
    public void commit() {
        transactions.commit();
        uncommitted = 0;
    }

    /** Null where a write is none; an empty text where the record is gone. */
    static @Nullable String recordId(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        transactions.close();
    }
}
