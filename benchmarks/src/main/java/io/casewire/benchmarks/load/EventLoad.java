package io.casewire.benchmarks.load;

import io.casewire.benchmarks.org.BenchEvents;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code load events}. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Writes events to a Kafka topic, 200 in a record as a JSON array, for a route to publish.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "1:Kafka refused a record", "2:wrong arguments", "3:failed"})
final class EventLoad implements Callable<Integer> {
    @Option(names = "--kafka", required = true, description = "bootstrap servers")
    private String kafka = "";

    @Option(names = "--topic", required = true, description = "topic to write")
    private String topic = "";

    @Option(names = "--events", required = true, description = "how many, in two hundreds")
    private int events;

    @Override
    public Integer call() {
        AtomicInteger refused = new AtomicInteger();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "acks", "all", "linger.ms", "5"),
                new StringSerializer(),
                new StringSerializer())) {
            for (int first = 0; first < events; first += BenchEvents.IN_RECORD) {
                producer.send(new ProducerRecord<>(topic, BenchEvents.json(first)), (sent, failure) -> {
                    if (failure != null) {
                        refused.incrementAndGet();
                    }
                });
            }
        }
        System.out.println("{\"refused\":" + refused.get() + "}");
        return refused.get() == 0 ? 0 : 1;
    }
}
