package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.console.ConsoleServer;
import io.casewire.embedded.Ports;
import io.casewire.model.Finding;
import io.casewire.stream.TopicAdmin;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Everything that runs in this process: data folder, brokers, connector, console. */
final class Instance implements AutoCloseable {
    private final Settings settings;
    private final Consumer<String> progress;
    private final Closer closer = new Closer();
    private final Health health = new Health();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final DataFolder folder;
    private final Brokers brokers;
    private final Connector connector;
    private final ConsoleServer console;

    /**
     * Opens everything and takes telemetry in; {@link #awaitReady()} decides. Closes everything when it fails.
     *
     * @param folder locked; it is closed with the instance
     */
    Instance(Settings settings, DataFolder folder, Consumer<String> progress) throws Exception {
        this.settings = settings;
        this.folder = closer.add(folder);
        this.progress = progress;
        try {
            progress.accept("starting Kafka, MQTT and the org");
            brokers = closer.add(Brokers.start(settings, folder));
            List<Finding> topics =
                    TopicAdmin.prepare(brokers.kafka(), settings.ingest().kafkaTopic(), brokers.hasOwnKafka());
            FindingException.throwIfAny(topics);
            Rollout rollout = closer.add(new Rollout(settings, brokers.kafka(), brokers.hasOwnKafka(), progress));
            List<Finding> shares = Candidate.withoutMapping(settings.budget(), rollout.content());
            FindingException.throwIfAny(shares);
            connector = closer.add(new Connector(settings, brokers, rollout, meters, health, folder));
            console = closer.add(new ConsoleServer(
                    Ports.freeFrom(settings.console().port()), new InstanceView(connector, health, meters)));
            progress.accept("starting the intake");
            connector.startIntake();
        } catch (Exception e) {
            closer.close();
            throw e;
        }
    }

    /** Waits until the org was read and decisions are made, then tells other commands where everything is. */
    void awaitReady() throws Exception {
        folder.announce(announcement());
        progress.accept("reading the org");
        connector.startDeciding();
        health.ready();
        progress.accept("ready");
    }

    Brokers brokers() {
        return brokers;
    }

    Connector connector() {
        return connector;
    }

    Health health() {
        return health;
    }

    PrometheusMeterRegistry meters() {
        return meters;
    }

    String consoleUrl() {
        return console.url();
    }

    private Map<String, Object> announcement() {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("version", 1);
        run.put("pid", ProcessHandle.current().pid());
        run.put("instance", settings.instanceId());
        run.put("kafka", brokers.kafka().bootstrapServers());
        run.put("topicPrefix", brokers.kafka().topics().prefix());
        run.put("partitions", brokers.kafka().topics().partitions());
        run.put("mqtt", brokers.mqttUrl());
        run.put("org", brokers.orgUrl());
        run.put("console", console.url());
        if (brokers.pubSub() != null) {
            run.put("pubSub", brokers.pubSub().toString());
        }
        return run;
    }

    @Override
    public void close() {
        closer.close();
    }
}
