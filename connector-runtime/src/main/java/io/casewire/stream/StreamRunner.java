package io.casewire.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a topology: exactly once; {@link CommitPace} says when it is committed. */
public final class StreamRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRunner.class);

    private final KafkaStreams streams;

    private StreamRunner(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * Starts the topology.
     *
     * @param name what it is called; with the topic prefix it is the consumer group
     * @param threads tasks that run at the same time
     */
    public static StreamRunner start(
            KafkaSettings kafka, String name, Topology topology, int threads, Path stateFolder) {
        KafkaStreams streams = new KafkaStreams(topology, properties(kafka, name, threads, stateFolder));
        streams.setUncaughtExceptionHandler(failure -> {
            LOG.atError().setCause(failure).addKeyValue("stream", name).log("A stream thread failed and is replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        streams.start();
        return new StreamRunner(streams);
    }

    /** The consumer group of a topology: {@code casewire-decide} unless the topic prefix is another. */
    public static String group(Topics topics, String name) {
        return topics.prefix().replace('.', '-') + name;
    }

    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** The state as Kafka Streams names it. */
    public String state() {
        return streams.state().name();
    }

    @Override
    public void close() {
        streams.close(Duration.ofMillis(1_500));
    }

    private static Properties properties(KafkaSettings kafka, String name, int threads, Path stateFolder) {
        Map<String, Object> ours = new HashMap<>();
        ours.put(StreamsConfig.APPLICATION_ID_CONFIG, group(kafka.topics(), name));
        ours.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        ours.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, CommitPace.AT_LEAST_EVERY.toMillis());
        ours.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        ours.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        ours.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        ours.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.replication());
        ours.put(StreamsConfig.POLL_MS_CONFIG, 20);
        ours.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        ours.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        ours.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        ours.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        ours.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        // With several requests in flight, a first one that meets the end of the last transaction is sent again behind
        // its successors, and the broker then refuses those as out of order: seconds are lost at every such commit.
        ours.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        ours.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 * 1024);
        ours.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 10 * 1024 * 1024);
        ours.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        Properties properties = new Properties();
        properties.putAll(kafka.with(ours));
        return properties;
    }
}
