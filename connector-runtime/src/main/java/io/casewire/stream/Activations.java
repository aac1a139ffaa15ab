package io.casewire.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is between the readings of every partition, so that live and in a backtest each meets it at the same place. */
final class Activations {
    private Activations() {}

    /**
     * One record in each partition of readings, written down when it returns.
     *
     * @param what the hash of content, or {@link ReadingRecord#BRAKE}
     */
    static void append(Producer<String, byte[]> producer, Topics topics, String what, byte[] value)
            throws ExecutionException, InterruptedException {
        Topic readings = topics.readings();
        List<Future<?>> sent = new ArrayList<>();
        for (int partition = 0; partition < readings.partitions(); partition++) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(readings.name(), partition, "", value);
            ReadingRecord.activating(what).forEach(record.headers()::add);
            sent.add(producer.send(record));
        }
        for (Future<?> future : sent) {
            future.get();
        }
    }
}
