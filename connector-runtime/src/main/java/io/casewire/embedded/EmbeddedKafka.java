package io.casewire.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker of one node (KRaft) in this process, on a data folder.
 *
 * <p>It is the same Kafka a cluster runs; what a single machine cannot have is replication. Kafka has no public API to
 * start it, so every internal class it takes is named here and nowhere else.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE = 1;
    /** Longer than a process pauses. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** Kafka's own mark of a shutdown that came to its end. */
    private static final String CLEAN = ".kafka_cleanshutdown";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the broker and returns when it takes connections.
     *
     * @param port wanted port; the next free one is taken when it is busy
     * @param flushEveryMessage also survive a power failure, at a great cost in speed
     */
    public static EmbeddedKafka start(Path folder, int port, boolean flushEveryMessage) throws IOException {
        return start(folder, port, flushEveryMessage, Map.of());
    }

    /** @param more settings by Kafka's own names, over ours */
    static EmbeddedKafka start(Path folder, int port, boolean flushEveryMessage, Map<String, String> more)
            throws IOException {
        int brokerPort = Ports.freeFrom(port);
        int controllerPort = Ports.freeBeside(brokerPort);
        Path logs = Files.createDirectories(folder.resolve("log"));
        Properties properties = properties(logs, brokerPort, controllerPort, flushEveryMessage);
        properties.putAll(more);
        boolean killed = Files.exists(logs.resolve("meta.properties")) && !Files.exists(logs.resolve(CLEAN));
        format(logs, controllerPort);
        if (killed) {
            AfterKill.unregister(properties, NODE, controllerPort);
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        if (killed) {
            AfterKill.endTransactions("127.0.0.1:" + brokerPort);
        }
        return new EmbeddedKafka(server, brokerPort);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties properties(Path logs, int brokerPort, int controllerPort, boolean flushEveryMessage) {
        Properties properties = new Properties();
        properties.setProperty("node.id", Integer.toString(NODE));
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
        properties.setProperty("log.dirs", logs.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "2");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("transaction.state.log.num.partitions", "2");
        // Nobody takes the partitions over when the process pauses, and a transaction that ends while they have
        // no leader is never marked.
        properties.setProperty("broker.session.timeout.ms", Long.toString(PAUSE.toMillis()));
        // After a kill the open transactions hold readers back until they time out and somebody looks.
        properties.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("message.max.bytes", Integer.toString(10 * 1024 * 1024));
        properties.setProperty("replica.fetch.max.bytes", Integer.toString(10 * 1024 * 1024));
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
        // After a crash Kafka reads the unflushed tail of every log again: small segments keep that tail short.
        properties.setProperty("log.segment.bytes", Integer.toString(64 * 1024 * 1024));
        properties.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        properties.setProperty("log.cleaner.backoff.ms", "5000");
        if (flushEveryMessage) {
            properties.setProperty("log.flush.interval.messages", "1");
        }
        return properties;
    }

    private static void format(Path logs, int controllerPort) {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            String voter = NODE + "@127.0.0.1:" + controllerPort + ":" + Uuid.randomUuid();
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(logs.toString()))
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setFeatureLevel("kraft.version", (short) 1)
                    .setHasDynamicQuorum(true)
                    .setInitialControllers(DynamicVoters.parse(voter))
                    .setIgnoreFormatted(true)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Kafka's folder cannot be prepared: " + logs, e);
        }
    }
}
