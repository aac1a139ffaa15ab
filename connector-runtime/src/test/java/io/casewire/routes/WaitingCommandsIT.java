package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.ConnectorProcess;
import io.casewire.TestContent;
import io.casewire.TestKafka;
import io.casewire.TestWorld;
import io.casewire.consent.Consent;
import io.casewire.consent.ConsentLedger;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.Pseudonyms;
import io.casewire.delivery.CommandReceipt;
import io.casewire.embedded.EmbeddedMqtt;
import io.casewire.identity.Party;
import io.casewire.mapping.Command;
import io.casewire.model.Brakes;
import io.casewire.model.Severity;
import io.casewire.stream.Freshness;
import io.casewire.stream.Json;
import io.casewire.stream.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that cannot leave yet holds those behind it, and nothing else. */
class WaitingCommandsIT {
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;
    private static final String TOPIC = "commands-of-two";
    private static final String GROUP = "tell";

    @TempDir
    private Path folder;

    private final World world = new World();
    private final StuckRoutes stuck = new StuckRoutes();
    private final List<Replica> replicas = new ArrayList<>();
    private TestKafka kafka;
    private EmbeddedMqtt mqtt;
    private KafkaProducer<String, byte[]> decider;
    private KafkaConsumer<String, byte[]> receipts;
    private final List<String> results = new ArrayList<>();

    /** Consent that was last heard of when a test says. */
    private static final class World implements ConsentLedger {
        private final TestWorld world = new TestWorld();
        private volatile Instant currentAsOf = Instant.EPOCH;

        synchronized void person(Map<String, Boolean> flags) {
            world.person("press-7", "0PK1", flags);
        }

        @Override
        public synchronized @Nullable Consent consentOf(String partyId, Instant asOf, Instant clock) {
            return world.consentOf(partyId, asOf, clock);
        }

        @Override
        public Instant currentAsOf() {
            return currentAsOf;
        }
    }

    @BeforeEach
    void start() throws Exception {
        kafka = new TestKafka(Files.createDirectory(folder.resolve("kafka")));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
        }
        mqtt = EmbeddedMqtt.start(Files.createDirectory(folder.resolve("mqtt")), 0);
        decider = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        receipts = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", kafka.bootstrapServers(),
                        "group.id", "test",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        receipts.subscribe(List.of(Topics.DEFAULT.commandReceipts().name()));
        world.person(Map.of());
    }

    @AfterEach
    void stop() {
        replicas.forEach(Replica::close);
        decider.close();
        receipts.close();
        mqtt.close();
        kafka.close();
    }

    @Test
    void shouldHoldOnlyWhatIsBehindIt() throws Exception {
        // Given: a person whose consent was not heard of for too long
        Replica first = replica();
        decide(0, "waits", true, 60);
        decide(0, "behind", false, 60);
        decide(1, "elsewhere", false, 60);

        // Then: it holds its own partition
        awaitResults("elsewhere SENT");

        // When: somebody joins meanwhile
        Replica second = replica();

        // Then: both take part, and whoever stops does not wait for it
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members()).hasSize(2).allSatisfy(member -> assertThat(
                                member.assignment().topicPartitions())
                        .hasSize(1)));
        long before = System.nanoTime();
        first.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        decide(1, "later", false, 60);
        awaitResults("elsewhere SENT", "later SENT");

        // When
        world.currentAsOf = Instant.now().plusSeconds(60);

        // Then
        awaitResults("elsewhere SENT", "later SENT", "waits SENT", "behind SENT");
        second.close();
    }

    @Test
    void shouldAskAgainWhenSomebodyWithdrawsWhileItWaits() throws Exception {
        replica();
        decide(0, "waits", true, 60);
        decide(1, "elsewhere", false, 60);
        awaitResults("elsewhere SENT");

        world.person(Map.of("Individual.HasOptedOutProcessing", true));

        awaitResults("elsewhere SENT", "waits WITHHELD");
    }

    @Test
    void shouldSendWhatIsOfUseStillWhenTheBrokerIsBack() throws Exception {
        Replica replica = replica();
        decide(0, "before", false, 60);
        awaitResults("before SENT");
        int port = mqtt.port();
        mqtt.close();
        decide(0, "short", false, 3);
        decide(0, "long", false, 60);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stuck.findings()).hasSize(1));
        Thread.sleep(3_000);

        mqtt = EmbeddedMqtt.start(Files.createDirectory(folder.resolve("mqtt-again")), port);

        awaitResults("before SENT", "short EXPIRED", "long SENT");
        replica.close();
    }

    @Test
    void shouldWaitUntilItIsKnownWhatMayLeave() throws Exception {
        Replica replica = new Replica();
        replicas.add(replica);
        decide(0, "early", false, 60);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(members()).hasSize(1));
        Thread.sleep(1_000);
        assertThat(receipts.poll(Duration.ZERO)).isEmpty();

        replica.begin();

        awaitResults("early SENT");
    }

    private Replica replica() throws Exception {
        Replica replica = new Replica();
        replicas.add(replica);
        replica.begin();
        return replica;
    }

    private void decide(int partition, String name, boolean ofAPerson, int expiresInSeconds) {
        long now = System.currentTimeMillis();
        Command command = new Command(
                Command.VERSION,
                name,
                name,
                "press-7",
                Severity.HIGH,
                ofAPerson ? "machine-maintenance" : "",
                LastGateTest.TREATED,
                new Party(Party.Kind.PERSON, "001", "003", "0PK1"),
                new TreeMap<>(),
                "e#1",
                "content",
                now,
                now + expiresInSeconds * 1_000L);
        decider.send(new ProducerRecord<>(TOPIC, partition, "press-7", Json.bytes(command)));
        decider.flush();
    }

    private void awaitResults(String... expected) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (ConsumerRecord<String, byte[]> it : receipts.poll(Duration.ofMillis(100))) {
                CommandReceipt receipt = Json.read(it.value(), CommandReceipt.class);
                results.add(receipt.command() + " " + receipt.result());
            }
            assertThat(results).containsExactly(expected);
        });
    }

    private Collection<MemberDescription> members() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(GROUP))
                    .all()
                    .get()
                    .get(GROUP)
                    .members();
        }
    }

    /** The shipped routes of commands, as one process has them. */
    private final class Replica implements AutoCloseable {
        private final CamelContext camel = new DefaultCamelContext();
        private final CommandBean commands = new CommandBean(
                new CommandTopics("devices/{device}/commands", ""),
                Topics.DEFAULT,
                new SimpleMeterRegistry(),
                new InOrderOfReceipt());

        Replica() throws Exception {
            Properties values = new Properties();
            values.put("casewire.commands.enabled", "true");
            values.put("casewire.replies.enabled", "false");
            values.put("casewire.replies.topic", "none");
            values.put("casewire.topics.commands", TOPIC);
            values.put(
                    "casewire.topics.commandReceipts",
                    Topics.DEFAULT.commandReceipts().name());
            values.put("casewire.kafka.brokers", kafka.bootstrapServers());
            values.put("casewire.groups.commands", GROUP);
            values.put("casewire.mqtt.url", mqtt.url());
            values.put("casewire.mqtt.clientId", "replica-" + replicas.size());
            values.put("casewire.mqtt.sessionExpirySeconds", "60");
            values.put("casewire.mqtt.receiveMaximum", "10");
            camel.getPropertiesComponent().setInitialProperties(values);
            camel.getShutdownStrategy().setTimeout(1);
            camel.addComponent("paho-mqtt5", new MqttComponent());
            camel.getRegistry().bind("stuckRoutes", stuck);
            camel.getRegistry().bind("kafkaCommit", new KafkaCommit());
            camel.getRegistry().bind("kafkaTakeAgain", new KafkaTakeAgain());
            camel.getRegistry().bind("commandStage", commands);
            camel.getRegistry().bind("repliesInOrder", new InOrderOfReceipt());
            for (String file : List.of("00-errors.camel.yaml", "30-device-commands.camel.yaml")) {
                String text = Files.readString(
                        TestContent.repository().resolve("camel-routes").resolve(file));
                PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(file, text));
            }
            camel.start();
        }

        void begin() {
            ConsentStage consent = new ConsentStage(TestContent.shipped().load().consent(), world, Pseudonyms.NONE);
            LastGate gate = new LastGate(consent, Freshness.complete(), Clock.systemUTC());
            commands.begin(new CommandGate(gate, () -> Brakes.NONE, () -> true, false, Clock.systemUTC()));
        }

        @Override
        public void close() {
            camel.stop();
        }
    }
}
