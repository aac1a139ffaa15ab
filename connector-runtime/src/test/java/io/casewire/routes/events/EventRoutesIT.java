package io.casewire.routes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.ConnectorProcess;
import io.casewire.TestKafka;
import io.casewire.TestOrg;
import io.casewire.TopicReader;
import io.casewire.model.Finding;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.salesforce.pubsub.PubSubEndpoint;
import io.casewire.salesforce.pubsub.PubSubLogin;
import io.casewire.salesforce.pubsub.PubSubSession;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Leases;
import io.casewire.stream.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of the org's events, on a real broker and a local org. */
class EventRoutesIT {
    private static final String TOPIC = "/event/Casewire_Signal__e";
    private static final String OUT = Topics.DEFAULT.deviceEvents().name();

    @TempDir
    private Path folder;

    private TestOrg org;
    private TestKafka broker;
    private KafkaSettings kafka;
    private PubSubClient client;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        org = TestOrg.prepared(0, folder.resolve("org"));
        broker = new TestKafka(folder.resolve("kafka"));
        kafka = broker.settings();
        client = new PubSubClient(new PubSubEndpoint("localhost", org.local().pubSubPort(), true, null), login());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        client.close();
        broker.close();
        org.close();
    }

    private PubSubLogin login() {
        PubSubSession session = new PubSubSession(
                org.local().accessToken(), org.local().url(), org.local().orgId(), "005000000000001AAA");
        return new PubSubLogin() {
            @Override
            public PubSubSession session() {
                return session;
            }

            @Override
            public PubSubSession renew(PubSubSession refused) {
                return session;
            }
        };
    }

    /** A replica of the connector, as far as events go. */
    private final class Replica implements AutoCloseable {
        private final Leases leases = new Leases(kafka);
        private final CamelContext camel = new DefaultCamelContext();

        Replica(RouteBuilder... routes) throws Exception {
            camel.addComponent("casewire-pubsub", new EventComponent(client, org, kafka, leases));
            camel.addComponent("casewire-journal", new JournalComponent());
            camel.getShutdownStrategy().setTimeout(2);
            for (RouteBuilder route : routes) {
                camel.addRoutes(route);
            }
            camel.start();
            open.add(this);
        }

        List<Finding> findings() {
            return camel.getRoutes().stream()
                    .flatMap(route -> ((EventConsumer) route.getConsumer()).findings().stream())
                    .toList();
        }

        @Override
        public void close() {
            camel.stop();
            leases.close();
        }
    }

    private interface Step {
        void of(org.apache.camel.Exchange exchange) throws Exception;
    }

    /** Keeps the device id of every event. */
    private static RouteBuilder keeping(String options, Step before) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("casewire-pubsub:" + TOPIC + options)
                        .process(exchange -> {
                            before.of(exchange);
                            Map<?, ?> fields = exchange.getMessage().getBody(Map.class);
                            exchange.getMessage().setHeader(KafkaConstants.KEY, "all");
                            exchange.getMessage().setBody(fields.get("Device_Id__c"));
                        })
                        .to("casewire-journal:" + OUT);
            }
        };
    }

    private void publish(int from, int to) throws Exception {
        try (CamelContext camel = new DefaultCamelContext();
                Leases unused = new Leases(kafka)) {
            camel.addComponent("casewire-pubsub", new EventComponent(client, org, kafka, unused));
            camel.start();
            ProducerTemplate template = camel.createProducerTemplate();
            for (int i = from; i < to; i++) {
                template.sendBody("casewire-pubsub:" + TOPIC, Map.of("Device_Id__c", name(i)));
            }
        }
    }

    private static String name(int i) {
        return "device-" + i;
    }

    private List<String> kept() {
        return TopicReader.read(broker.bootstrapServers(), OUT).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static String[] names(int to) {
        return IntStream.range(0, to).mapToObj(EventRoutesIT::name).toArray(String[]::new);
    }

    @Test
    void shouldWriteEveryEventOnceHoweverOftenTheRouteFailsAndTheReplicaChanges() throws Exception {
        // Given: the route fails, and then works
        AtomicInteger seen = new AtomicInteger();
        Step failing = exchange -> {
            int now = seen.incrementAndGet();
            if (now % 40 == 0 && now < 200) {
                throw new IllegalStateException("not now");
            }
        };
        String options = "?begin=earliest";
        Replica first = new Replica(keeping(options, failing));
        new Replica(keeping(options, failing));
        publish(0, 150);
        await().atMost(ConnectorProcess.PATIENCE).until(() -> !kept().isEmpty());

        // When
        first.close();
        publish(150, 300);
        await().atMost(ConnectorProcess.PATIENCE).until(() -> kept().size() >= 300);
        Thread.sleep(500);

        // Then
        assertThat(seen.get()).as("events came again").isGreaterThan(300);
        assertThat(kept()).containsExactly(names(300));
    }

    @Test
    void shouldMovePastWhatARouteLeavesOut() throws Exception {
        // Given
        Step odd = exchange -> {
            Map<?, ?> fields = exchange.getMessage().getBody(Map.class);
            assertThat(exchange.getMessage().getHeader(Events.TOPIC)).isEqualTo(TOPIC);
            assertThat(exchange.getMessage().getHeader(Events.ID, String.class)).isNotEmpty();
            assertThat(exchange.getMessage().getHeader(Events.OWN, Boolean.class))
                    .isTrue();
            if (!fields.get("Device_Id__c").equals(name(3))) {
                exchange.getMessage().setBody(Map.of());
            }
        };
        Replica replica = new Replica(keeping("?begin=earliest", odd));
        publish(0, 5);
        await().atMost(ConnectorProcess.PATIENCE).until(() -> kept().size() == 1);
        replica.close();

        // When
        AtomicInteger again = new AtomicInteger();
        new Replica(keeping("?begin=earliest", exchange -> again.incrementAndGet()));
        publish(5, 6);

        // Then
        await().atMost(ConnectorProcess.PATIENCE).until(() -> kept().size() == 2);
        assertThat(kept()).containsExactly(name(3), name(5));
        assertThat(again).as("what was left out did not come again").hasValue(1);
    }

    @Test
    void shouldNotMoveForARouteThatForgetsTheJournal() throws Exception {
        // Given
        Replica replica = new Replica(new RouteBuilder() {
            @Override
            public void configure() {
                from("casewire-pubsub:" + TOPIC + "?begin=earliest")
                        .choice()
                        .when(simple("${body[Device_Id__c]} == 'device-0'"))
                        .process(exchange -> {})
                        .otherwise()
                        .to("casewire-journal:" + OUT);
            }
        });

        // When
        publish(0, 1);

        // Then
        await().atMost(ConnectorProcess.PATIENCE)
                .until(() -> !replica.findings().isEmpty());
        assertThat(replica.findings().get(0).toString()).contains("IllegalStateException", "asked for again");
        assertThat(kept()).isEmpty();
    }

    @Test
    void shouldReadAgainWhatChangedWhenItsPositionIsLost() throws Exception {
        // Given
        String query = "SELECT Name, Casewire_Device_Id__c, LastModifiedById FROM Asset"
                + " WHERE Casewire_Device_Id__c != null AND SystemModstamp >= :since";
        List<Object> readAgain = new ArrayList<>();
        Step remember = exchange -> {
            if (exchange.getMessage().getHeader(Events.READ_AGAIN, false, Boolean.class)) {
                Map<?, ?> fields = exchange.getMessage().getBody(Map.class);
                readAgain.add(fields.get("Name"));
                exchange.getMessage().setBody(Map.of("Device_Id__c", fields.get("Casewire_Device_Id__c")));
            }
        };
        String options = "?begin=earliest&whenLost=latest&reconcile=RAW(" + query + ")";
        Replica first = new Replica(keeping(options, remember));
        publish(0, 2);
        await().atMost(ConnectorProcess.PATIENCE).until(() -> kept().size() == 2);
        first.close();
        org.create("Asset", Map.of("Name", "Press", "Casewire_Device_Id__c", "press-9", "AccountId", account()));
        org.send(
                "POST",
                "/local-org/faults",
                "{\"kind\":\"corruptReplayId\",\"times\":1}".getBytes(StandardCharsets.UTF_8),
                Map.of());

        // When
        Replica second = new Replica(keeping(options, remember));
        await().atMost(ConnectorProcess.PATIENCE).until(() -> kept().size() == 3);
        publish(2, 3);
        await().atMost(ConnectorProcess.PATIENCE).until(() -> kept().size() == 4);

        // Then
        assertThat(kept()).containsExactly(name(0), name(1), "press-9", name(2));
        assertThat(readAgain).containsExactly("Press");
        await().until(() -> second.findings().stream()
                .anyMatch(finding -> finding.toString().contains("1 records were read again")));
    }

    private String account() throws Exception {
        return org.query("SELECT Id FROM Account").get(0).path("Id").asText();
    }
}
