package io.casewire.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Appends what the org says of devices and people to the histories. One replica does at a time: one that opens it takes it
 * from the one before.
 */
public final class PartyLog implements AutoCloseable {
    /** A first load may be large, and Kafka gives up a transaction that takes long. */
    private static final int MOST_AT_ONCE = 10_000;

    private final Transactions transactions;
    private final Topics topics;
    private final AtomicInteger appended = new AtomicInteger();

    public PartyLog(KafkaSettings kafka) {
        topics = kafka.topics();
        transactions = new Transactions(kafka, "party-log");
    }

    public void append(PartyRecord record) {
        append(topics.parties(), PartyTable.key(record.device()), record);
    }

    public void append(OrgRecord record) {
        append(topics.parties(), OrgRecord.KEY, record);
    }

    public void append(ConsentRecord record) {
        append(topics.consents(), record.partyId(), record);
    }

    public void append(CurrencyRecord record) {
        append(topics.consents(), CurrencyRecord.KEY, record);
    }

    private void append(Topic topic, String key, Object record) {
        transactions.send(topic, key, Json.bytes(record));
        if (appended.incrementAndGet() % MOST_AT_ONCE == 0) {
            commit();
        }
    }

    /** The first load is whole, with everything appended before. */
    public void loadComplete() {
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        for (Topic topic : List.of(topics.parties(), topics.consents())) {
            transactions.send(topic, TableReader.Table.LOAD_COMPLETE, empty);
        }
        commit();
    }

    /** Lets others read what was appended. */
    public void commit() {
        transactions.commit();
    }

    /** Whether another has taken it, or Kafka failed: open it anew. */
    public boolean isBroken() {
        return transactions.isBroken();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
