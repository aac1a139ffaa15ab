package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.Pseudonyms;
import io.casewire.consent.Purpose;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.delivery.BudgetSettings;
import io.casewire.delivery.OutboxSettings;
import io.casewire.ingest.IngestStage;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.routes.CamelRuntime;
import io.casewire.routes.CommandTopics;
import io.casewire.routes.Delivery;
import io.casewire.routes.DeliveryHealth;
import io.casewire.routes.MqttLogin;
import io.casewire.salesforce.MetadataDeploy;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgSync;
import io.casewire.salesforce.Soql;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.stream.AllowanceLog;
import io.casewire.stream.BrakeTable;
import io.casewire.stream.ConsentTable;
import io.casewire.stream.DecisionTopology;
import io.casewire.stream.Json;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Known;
import io.casewire.stream.Leases;
import io.casewire.stream.LineUp;
import io.casewire.stream.LogEnds;
import io.casewire.stream.OrgRecord;
import io.casewire.stream.OutboxTopology;
import io.casewire.stream.PartyLog;
import io.casewire.stream.PartyTable;
import io.casewire.stream.StreamMeter;
import io.casewire.stream.StreamRunner;
import io.casewire.stream.TableReader;
import io.casewire.stream.TopicEnds;
import io.casewire.stream.Topics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running connector: everything between the brokers and the org, put together in the order data flows.
 *
 * <p>Telemetry is taken in as soon as Kafka is there; deciding begins once the org said who owns which device.
 */
final class Connector implements AutoCloseable {
    /** Below the content folder: what a local org is given, and mappings are compared with. */
    static final String METADATA = "salesforce-metadata/force-app/main/default";

    /** The lease of whoever does. */
    private static final String READING_THE_ORG = "org";

    private final Settings settings;
    private final Brokers brokers;
    private final KafkaSettings kafka;
    private final Rollout rollout;
    private final PrometheusMeterRegistry meters;
    private final Health health;
    private final CamelRuntime camel;
    private final PartyTable parties = new PartyTable();
    private final ConsentTable consents = new ConsentTable();
    private final BrakeTable brakes = new BrakeTable();
    private final Closer closer = new Closer();
    private final DataFolder folder;
    private volatile @Nullable OrgWatch watch;
    private volatile @Nullable Finding retention;
    private volatile @Nullable Leases leases;
    private @Nullable LogEnds ends;
    private @Nullable StreamRunner decisions;
    private @Nullable DeliveryHealth delivery;

    Connector(
            Settings settings,
            Brokers brokers,
            Rollout rollout,
            PrometheusMeterRegistry meters,
            Health health,
            DataFolder folder)
            throws IOException {
        this.settings = settings;
        this.brokers = brokers;
        this.rollout = rollout;
        this.meters = meters;
        this.health = health;
        this.folder = folder;
        this.kafka = brokers.kafka();
        this.camel = new CamelRuntime(
                placeholders(rollout.content()),
                kafka.client(),
                mqttLogin(),
                Logins.org(settings, brokers.orgUrl()),
                brokers.pubSub());
    }

    OrgApi org() {
        return camel.org();
    }

    KafkaSettings kafka() {
        return kafka;
    }

    Content content() {
        return rollout.content();
    }

    Rollout rollout() {
        return rollout;
    }

    private Map<String, String> placeholders(Content content) {
        return Placeholders.of(settings, kafka, brokers.mqttUrl(), brokers.pubSub() != null, content);
    }

    @Nullable
    DeliveryHealth delivery() {
        return delivery;
    }

    ConsentAnswer consent() {
        return new ConsentAnswer(content().consent(), consents, parties);
    }

    DeadLetterAnswer deadLetters() {
        return new DeadLetterAnswer(content().consent(), consents.newest(), parties);
    }

    /** What reading the org costs while nothing changes; 0 while another replica reads it. */
    long readsPerDay() {
        OrgWatch running = watch;
        return running == null ? 0 : running.callsPerDay();
    }

    /** Readings that wait to be decided. */
    long lag() {
        return ends == null ? 0 : ends.lag();
    }

    /** Takes telemetry in. */
    void startIntake() throws Exception {
        camel.takeIn(
                routes(rollout.files()),
                ingest(content()),
                new CommandTopics(
                        settings.commands().topic(), settings.commands().replies()),
                kafka.topics(),
                meters);
        health.watch(camel::findings);
        health.watch(rollout::findings);
        if (brokers.hasLocalOrg()) {
            prepareLocalOrg();
        }
        rollout.begin(new Rollout.Follower() {
            @Override
            public void follow(Content before, Content now, ContentFiles files) {
                Connector.this.follow(before, now, files);
            }

            @Override
            public void lookAfter() {
                camel.startAgain();
            }
        });
    }

    private IngestStage ingest(Content content) {
        return new IngestStage(content.formats(), settings.ingest().maxPayload());
    }

    /** On the newest entries of the consent table, for gates. */
    private ConsentStage consent(Content content) {
        return new ConsentStage(content.consent(), consents.newest(), Pseudonyms.NONE);
    }

    /** Each partition of readings switches by itself, where it meets the activation; this is for everything around. */
    private synchronized void follow(Content before, Content now, ContentFiles files) {
        camel.change(routes(files), placeholders(now), ingest(now), consent(now), now);
        boolean readsOtherwise = !before.identity().equals(now.identity())
                || !before.consent().purposes().equals(now.consent().purposes());
        Leases shared = leases;
        if (readsOtherwise && shared != null) {
            shared.restart(READING_THE_ORG);
        }
    }

    /** Waits for the org to be read, then decides and delivers; returns when devices are heard as well. */
    void startDeciding() throws Exception {
        Topics topics = kafka.topics();
        TableReader tables = closer.add(new TableReader(
                kafka,
                "parties",
                Map.of(topics.parties(), parties, topics.consents(), consents, topics.brakes(), brakes)));
        tables.awaitStart();
        Leases shared = closer.add(new Leases(kafka));
        leases = shared;
        OrgBinding binding = closer.add(new OrgBinding(
                camel.org(), parties, folder, health, () -> shared.add(READING_THE_ORG, () -> watchOrg(tables))));
        health.watch(this::consentFindings);
        tables.awaitComplete();
        ends = closer.add(new LogEnds(kafka, topics.readings(), StreamRunner.group(topics, "decide")));
        health.watch(ends::findings);
        Pseudonyms pseudonyms = new Pseudonyms(settings.consent().pseudonymKeys());
        StreamMeter meter = new StreamMeter(meters);
        health.watch(meter::findings);
        DecisionTopology.Needs needs = new DecisionTopology.Needs(
                new Known(rollout.log(), parties, consents, pseudonyms), tables, ends, meter);
        Path state = settings.dataFolder().resolve("streams");
        closer.add(new LineUp(kafka));
        decisions = closer.add(StreamRunner.start(kafka, "decide", DecisionTopology.build(topics, needs), 2, state));
        Map<Integer, Long> callEnds = TopicEnds.of(kafka, topics.calls());
        closer.add(StreamRunner.start(
                kafka, "outbox", OutboxTopology.build(topics, outbox(settings), meters, health::outbox), 1, state));
        binding.await();
        Duration clearedFor = settings.retention().clearedEpisodes();
        if (clearedFor != null && !settings.delivery().dryRun()) {
            EpisodeArchive archive = new EpisodeArchive(settings.retention().archive());
            shared.add(
                    "retention",
                    () -> new RetentionWatch(camel.org(), clearedFor, archive, finding -> retention = finding));
            health.watch(() -> Stream.ofNullable(retention).toList());
        }
        shared.add("allowances", () -> new AllowanceWatch(camel.org(), new AllowanceLog(kafka)));
        health.watch(deliver(tables, callEnds, shared)::findings);
        // What a device says before the broker knows who listens is lost, and no one could tell.
        while (!decisions.isRunning() || !camel.isListening()) {
            Thread.sleep(10);
        }
    }

    private synchronized DeliveryHealth deliver(TableReader tables, Map<Integer, Long> callEnds, Leases shared)
            throws Exception {
        Content content = rollout.content();
        DeliveryHealth begun = camel.deliver(
                routes(rollout.files()),
                new Delivery(
                        consent(content),
                        tables,
                        brakes::brakes,
                        this::isForReal,
                        callEnds,
                        settings.delivery().dryRun(),
                        brokers.orgUrl(),
                        Clock.systemUTC(),
                        kafka,
                        shared),
                content,
                meters);
        delivery = begun;
        return begun;
    }

    /** What is decided in a copy of the org is not for real devices, unless somebody says so; null while it may be one. */
    private @Nullable Boolean isForReal() {
        OrgRecord org = parties.latestOrg();
        if (settings.commands().inSandbox()) {
            return true;
        }
        return org == null || org.sandbox() == null ? null : !org.sandbox();
    }

    /** Reads the org, and hears of consent. */
    private Leases.Tenure watchOrg(TableReader tables) throws InterruptedException {
        PartyLog log = new PartyLog(kafka);
        try {
            return watchOrg(tables, log);
        } catch (InterruptedException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private Leases.Tenure watchOrg(TableReader tables, PartyLog log) throws InterruptedException {
        // What a predecessor wrote last; from here on it writes nothing.
        tables.await(System.currentTimeMillis());
        Content content = content();
        OrgSync sync = new OrgSync(
                camel.org(), log, parties, consents, content.identity(), content.consent(), Clock.systemUTC());
        PubSubClient client = camel.pubSub();
        OrgWatch begun = new OrgWatch(sync, log, health, client == null ? null : new ConsentStream(client, sync));
        watch = begun;
        return begun;
    }

    private List<Finding> consentFindings() {
        List<Finding> findings = new ArrayList<>();
        Content content = content();
        OrgWatch running = watch;
        if (running != null) {
            findings.addAll(running.findings());
        }
        if (content.needsPseudonyms() && settings.consent().pseudonymKeys().isEmpty()) {
            findings.add(new Finding(
                    FindingCode.CONSENT_NO_KEY, "consent.pseudonymKeys", "what is to be a pseudonym is left out."));
        }
        Instant current = consents.currentAsOf();
        content.consent().purposes().values().stream()
                .filter(purpose -> purpose.isOutlived(current, Instant.now()))
                .forEach(purpose -> findings.add(new Finding(
                        FindingCode.CONSENT_OLD,
                        "purpose '" + purpose.name() + "'",
                        "consent was last current at " + current.truncatedTo(ChronoUnit.SECONDS) + ".")));
        return findings;
    }

    private static SortedMap<String, String> routes(ContentFiles files) {
        SortedMap<String, String> routes = new TreeMap<>(files.texts());
        routes.keySet().removeIf(path -> !path.startsWith("camel-routes/"));
        return routes;
    }

    /** How a connector with these settings paces its calls. */
    static OutboxSettings outbox(Settings settings) {
        return new OutboxSettings(
                settings.delivery().channels(),
                OutboxSettings.DEFAULT.linger(),
                settings.delivery().probe(),
                OutboxSettings.DEFAULT.firstRetry(),
                OutboxSettings.DEFAULT.maxRetry(),
                OutboxSettings.DEFAULT.keepDone(),
                settings.delivery().bulkFrom(),
                new BudgetSettings(
                        settings.budget().reserve(),
                        settings.budget().shares(),
                        BudgetSettings.DEFAULT.lag(),
                        ZoneId.systemDefault()));
    }

    /** What an admin does once in a real org. */
    private void prepareLocalOrg() throws Exception {
        Path metadata = settings.contentFolder().resolve(METADATA);
        if (Files.isDirectory(metadata)) {
            List<Finding> refused = MetadataDeploy.deploy(camel.org(), metadata);
            FindingException.throwIfAny(refused);
        }
        // In a real org: Setup, Consent Event Stream.
        camel.org().send("PATCH", "/local-org/settings", Json.bytes(Map.of("consentEventStream", true)), Map.of());
        String account = content().identity().registerUnder();
        if (account != null) {
            ensureLocal("Account", account);
        }
        for (Purpose purpose : content().consent().purposes().values()) {
            if (purpose.legalBasis().equals("consent")) {
                ensureLocal("DataUsePurpose", purpose.dataUsePurpose());
            }
        }
    }

    private void ensureLocal(String object, String name) throws Exception {
        String soql = "SELECT Id FROM " + object + " WHERE Name = " + Soql.text(name);
        if (Soql.query(camel.org(), soql).isEmpty()) {
            camel.org()
                    .send(
                            "POST",
                            "/services/data/" + camel.org().version() + "/sobjects/" + object,
                            Json.bytes(Map.of("Name", name)),
                            Map.of());
        }
    }

    private MqttLogin mqttLogin() {
        Settings.Mqtt mqtt = settings.mqtt();
        return new MqttLogin(
                mqtt.username(),
                mqtt.password(),
                mqtt.keyStore(),
                mqtt.keyStorePassword(),
                mqtt.trustStore(),
                mqtt.trustStorePassword());
    }

    @Override
    public void close() {
        // Nothing of this waits for another's last words: what is under way is in Kafka, or unacknowledged.
        closer.add(camel);
        closer.closeTogether();
    }
}
