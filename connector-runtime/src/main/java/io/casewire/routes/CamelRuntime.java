package io.casewire.routes;

import io.casewire.consent.ConsentStage;
import io.casewire.content.Content;
import io.casewire.ingest.IngestStage;
import io.casewire.model.Finding;
import io.casewire.routes.events.EventComponent;
import io.casewire.routes.events.EventConsumer;
import io.casewire.routes.events.JournalComponent;
import io.casewire.salesforce.BulkIngest;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.salesforce.pubsub.PubSubEndpoint;
import io.casewire.stream.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.SupervisingRouteController;
import org.jspecify.annotations.Nullable;

/** Camel with the routes of the content folder; a route that cannot start is tried again, the others run. */
public final class CamelRuntime implements AutoCloseable {
    /** Files carry their stage's number: those from here on speak with the org. */
    private static final String ORG = "camel-routes/40";

    private final CamelContext camel;
    private final StuckRoutes stuck = new StuckRoutes();
    private final CamelOrgApi org;
    private final @Nullable PubSubClient pubSub;
    private final RouteFiles files;
    private final Properties placeholders = new Properties();
    private @Nullable IngestBean ingest;
    private @Nullable LastGate gate;
    private @Nullable DeliveryHealth health;
    private @Nullable CommandBean commands;
    /** Where devices answer. A broker that does not let us hear that is no reason not to decide. */
    private final String replies;

    private @Nullable EventBean events;

    /**
     * @param placeholders what the routes name in double braces
     * @param kafkaClient further settings of every Kafka client, by Kafka's own names
     * @param events where the org's Pub/Sub API answers; null when that is not known
     * @throws IOException when the certificates to trust cannot be read
     */
    public CamelRuntime(
            Map<String, String> placeholders,
            Map<String, String> kafkaClient,
            MqttLogin mqtt,
            OrgLogin login,
            @Nullable PubSubEndpoint events)
            throws IOException {
        camel = new DefaultCamelContext();
        replies = placeholders.getOrDefault("casewire.replies.topic", "");
        this.placeholders.putAll(placeholders);
        camel.getPropertiesComponent().setInitialProperties(this.placeholders);
        files = new RouteFiles((ModelCamelContext) camel);
        camel.addComponent("salesforce", new OrgComponent(login));
        camel.addComponent("kafka", kafka(kafkaClient));
        camel.addComponent("paho-mqtt5", mqtt.toComponent());
        camel.getRegistry().bind("stuckRoutes", stuck);
        camel.getRegistry().bind("kafkaCommit", new KafkaCommit());
        camel.getRegistry().bind("kafkaTakeAgain", new KafkaTakeAgain());
        camel.getShutdownStrategy().setTimeout(1);
        camel.getShutdownStrategy().setShutdownNowOnTimeout(true);
        camel.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        supervise(camel.getRouteController().supervising());
        org = new CamelOrgApi(camel, login.url(), login.apiVersion());
        pubSub = events == null ? null : new PubSubClient(events, new CamelPubSubLogin(camel, login.url()));
    }

    /** The org, for whoever has to ask it something; works once telemetry is taken in. */
    public OrgApi org() {
        return org;
    }

    /** The org's events, once telemetry is taken in; null when it is not known where they come from. */
    public @Nullable PubSubClient pubSub() {
        return pubSub;
    }

    /** Starts Camel with the routes that speak with devices, and with what all routes share. */
    public synchronized void takeIn(
            SortedMap<String, String> texts,
            IngestStage stage,
            CommandTopics commandTopics,
            Topics topics,
            MeterRegistry meters)
            throws Exception {
        InOrderOfReceipt inOrder = new InOrderOfReceipt();
        camel.getRegistry().bind("inOrderOfReceipt", inOrder);
        ingest = new IngestBean(stage, topics, meters, inOrder);
        camel.getRegistry().bind("ingestStage", ingest);
        camel.getRegistry().bind("httpStage", new HttpBean(ingest));
        InOrderOfReceipt repliesInOrder = new InOrderOfReceipt();
        CommandBean telling = new CommandBean(commandTopics, topics, meters, repliesInOrder);
        commands = telling;
        camel.getRegistry().bind("commandStage", telling);
        camel.getRegistry().bind("repliesInOrder", repliesInOrder);
        files.load(texts.headMap(ORG));
        camel.start();
    }

    /**
     * Other content is in force: its formats, policies and mappings count at once, and routes whose file or settings are
     * otherwise begin anew. One that does not start is a finding, and the one before it goes on.
     *
     * @param consent on the newest entries of the consent table
     */
    public synchronized void change(
            SortedMap<String, String> texts,
            Map<String, String> settings,
            IngestStage stage,
            ConsentStage consent,
            Content content) {
        Map<String, String> before = new HashMap<>();
        placeholders.forEach((name, value) -> before.put((String) name, (String) value));
        Set<String> changed = settings.entrySet().stream()
                .filter(it -> !it.getValue().equals(before.get(it.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        placeholders.putAll(settings);
        if (ingest != null) {
            ingest.use(stage);
        }
        if (gate != null && health != null) {
            gate.use(consent);
            health.use(content);
        }
        files.change(gate == null ? texts.headMap(ORG) : texts, changed);
    }

    /** Tries once more to start what did not start when content changed. */
    public synchronized void startAgain() {
        files.startAgain();
    }

    /**
     * Starts the routes that speak with the org: those that deliver, and those that hear of it. Commands to devices, which
     * wait until now, leave by the same gate.
     */
    public synchronized DeliveryHealth deliver(
            SortedMap<String, String> texts, Delivery delivery, Content content, MeterRegistry meters)
            throws Exception {
        DeliveryHealth telling = new DeliveryHealth(content, meters);
        LastGate last = new LastGate(delivery.consent(), delivery.consents(), delivery.clock());
        health = telling;
        gate = last;
        if (commands != null) {
            commands.begin(new CommandGate(
                    last, delivery.brakes(), delivery.isForReal(), delivery.dryRun(), delivery.clock()));
        }
        DeliveryBean bean = new DeliveryBean(
                last,
                new BeforeSending(org, delivery.endsAtStart()),
                telling,
                delivery.dryRun(),
                org.version(),
                delivery.url(),
                delivery.clock(),
                delivery.kafka().topics().jobs().name());
        camel.getRegistry().bind("deliveryStage", bean);
        camel.getRegistry()
                .bind(
                        "bulkStage",
                        new BulkBean(last, new BulkIngest(org), telling, delivery.dryRun(), delivery.clock()));
        EventBean publishing = new EventBean(pubSub, telling, delivery.clock());
        events = publishing;
        camel.getRegistry().bind("eventStage", publishing);
        camel.getRegistry().bind("caseChanges", new CaseChanges(org));
        camel.addComponent("casewire-journal", new JournalComponent());
        camel.addComponent("casewire-pubsub", new EventComponent(pubSub, org, delivery.kafka(), delivery.leases()));
        files.load(texts.tailMap(ORG));
        return telling;
    }

    /** Whether the MQTT broker knows of each route that takes telemetry from it. */
    public boolean isListening() {
        return camel.getRoutes().stream()
                .filter(route -> files.startsByItself(route.getRouteId()))
                .map(Route::getConsumer)
                .allMatch(consumer ->
                        !(consumer instanceof MqttConsumer mqtt) || mqtt.isListening() || mqtt.hears(replies));
    }

    /** What is stuck now: routes that try a step again, routes that did not start, and routes whose broker is gone. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(stuck.findings());
        findings.addAll(files.findings());
        for (Route route : camel.getRouteController().supervising().getRestartingRoutes()) {
            findings.add(RouteFindings.notStarted(
                    route, camel.getRouteController().supervising().getRestartException(route.getRouteId())));
        }
        camel.getRoutes().stream()
                .filter(RouteFindings::lostItsBroker)
                .map(RouteFindings::disconnected)
                .forEach(findings::add);
        camel.getRoutes().stream()
                .filter(route -> route.getConsumer() instanceof EventConsumer)
                .forEach(route -> findings.addAll(((EventConsumer) route.getConsumer()).findings()));
        return findings;
    }

    @Override
    public void close() {
        camel.stop();
        if (events != null) {
            events.close();
        }
        if (pubSub != null) {
            pubSub.close();
        }
    }

    private static void supervise(SupervisingRouteController controller) {
        controller.setInitialDelay(0);
        controller.setBackOffDelay(1_000);
        controller.setBackOffMaxDelay(10_000);
        controller.setBackOffMultiplier(2);
        controller.setBackOffMaxAttempts(0);
        controller.setUnhealthyOnExhausted(false);
        controller.setUnhealthyOnRestarting(false);
    }

    private static KafkaComponent kafka(Map<String, String> client) {
        KafkaComponent component = new KafkaComponent();
        component.getConfiguration().setAdditionalProperties(new HashMap<>(client));
        return component;
    }
}
