package io.casewire.benchmarks.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code load pass-through}: the least a stream processor does with a record, and as safely. */
@Command(
        name = "pass-through",
        mixinStandardHelpOptions = true,
        description = "Copies a topic to another with Kafka Streams, exactly once, until it is stopped.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"2:wrong arguments", "3:failed", "143:stopped"})
final class PassThrough implements Callable<Integer> {
    @Option(names = "--kafka", required = true, description = "bootstrap servers")
    private String kafka = "";

    @Option(names = "--from", required = true, description = "topic to read, from its beginning")
    private String from = "";

    @Option(names = "--to", required = true, description = "topic to write; it has to be there")
    private String to = "";

    @Option(names = "--application-id", required = true, description = "consumer group")
    private String applicationId = "";

    @Option(names = "--state", required = true, description = "a folder for Kafka Streams")
    private Path state = Path.of(".");

    @Option(names = "--threads", defaultValue = "2", description = "stream threads (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Override
    public Integer call() throws InterruptedException {
        KafkaStreams streams = new KafkaStreams(topology(from, to), properties());
        streams.start();
        UntilStopped.run(() -> streams.close(Duration.ofSeconds(5)));
        return 0;
    }

    static Topology topology(String from, String to) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(from, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .to(to, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("application.id", applicationId);
        properties.setProperty("bootstrap.servers", kafka);
        properties.setProperty("processing.guarantee", "exactly_once_v2");
        properties.setProperty("commit.interval.ms", "50");
        properties.setProperty("num.stream.threads", Integer.toString(threads));
        properties.setProperty("replication.factor", "1");
        properties.setProperty("state.dir", state.toString());
        properties.setProperty("consumer.auto.offset.reset", "earliest");
        // What the connector sets, so that neither has a better tuned client.
        properties.setProperty("poll.ms", "20");
        properties.setProperty("consumer.max.poll.records", "2000");
        properties.setProperty("producer.linger.ms", "5");
        return properties;
    }
}
