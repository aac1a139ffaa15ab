package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** A small installation, each part of it in a process of its own that can be killed: Kafka, MQTT, the org, two connectors. */
final class World implements AutoCloseable {
    /** Short enough for a run to meet it. */
    static final Duration MAX_CONSENT_AGE = Duration.ofSeconds(6);

    private static final String MAIN = "io.casewire.cli.Main";
    private static final Duration START_PATIENCE = Duration.ofSeconds(120);
    private static final Duration BACKTEST_PATIENCE = Duration.ofMinutes(5);
    private static final Duration PUBLISH_PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_TRIES = 20;
    private static final int LOWEST_PORT = 10_000;
    private static final int HIGHEST_PORT = 32_000;

    private final Path work;
    private final Path home;
    private final ClassOverlay classes;
    private final StandStill tables;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Part, Child> running = new EnumMap<>(Part.class);
    private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
    private final int pubSub;
    private final Relay mqttNetwork;

    /** What there is. */
    enum Part {
        KAFKA,
        MQTT,
        ORG,
        CONNECTOR_A,
        CONNECTOR_B;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    World(Path work, Path home) throws IOException {
        this.work = work;
        this.home = home.toAbsolutePath().normalize();
        this.classes = new ClassOverlay(work.resolve("classes"), Child.connectorClassPath());
        this.tables = new StandStill(this.work.resolve("standstill"));
        for (Part part : Part.values()) {
            ports.put(part, freePorts(1));
        }
        this.pubSub = freePorts(2);
        this.mqttNetwork = new Relay(port(Part.MQTT));
    }

    /** All of it; returns when telemetry is taken in. */
    void start(Bug bug) throws IOException, InterruptedException {
        BenchContent.write(home, work.resolve("content"), 0);
        BenchContent.change(
                work.resolve("content/consent/purposes.yaml"),
                "maxConsentAge: 1h",
                "maxConsentAge: " + MAX_CONSENT_AGE.toSeconds() + "s");
        // Part of each explanation: what a replica restored of its model is what the one before it knew, or a backtest
        // differs.
        BenchContent.addSignal(work.resolve("content"), "{ name: unusual, function: anomaly, of: [torque, toolWear] }");
        bug.plant(work.resolve("content"), classes);
        tables.plant(classes);
        Files.writeString(work.resolve("secret"), "casewire-local");
        for (Part connector : List.of(Part.CONNECTOR_A, Part.CONNECTOR_B)) {
            Path folder = Files.createDirectories(work.resolve(connector.label()));
            Files.writeString(folder.resolve("casewire.yaml"), settings(connector));
        }
        for (Part part : List.of(Part.KAFKA, Part.MQTT, Part.ORG)) {
            start(part);
            await(part);
        }
        OrgLimits.raise(orgUrl());
        control("PATCH", "settings", "{\"consentEventStream\": true}");
        start(Part.CONNECTOR_A);
        start(Part.CONNECTOR_B);
        await(Part.CONNECTOR_A);
        await(Part.CONNECTOR_B);
    }

    private String settings(Part connector) {
        return """
                instanceId: %s
                dataFolder: data
                contentFolder: ../content
                kafka: { bootstrapServers: "%s", replication: 1 }
                mqtt: { url: "%s" }
                console: { port: %d }
                delivery: { probe: 2s }
                org: { url: "%s", pubSub: "http://localhost:%d", clientId: casewire, clientSecret: "${file:../secret}" }
                """
                .formatted(
                        connector.label(),
                        kafka(),
                        "tcp://127.0.0.1:" + mqttNetwork.port(),
                        port(connector),
                        orgUrl(),
                        pubSub + 1);
    }

    /** Starts a part, and does not wait for it. */
    void start(Part part) throws IOException {
        Path folder = Files.createDirectories(work.resolve(part.label()));
        List<String> arguments =
                switch (part) {
                    case KAFKA -> List.of("broker", "kafka", "--data=" + folder, "--port=" + port(part));
                    case MQTT -> List.of("broker", "mqtt", "--data=" + folder, "--port=" + port(part));
                    case ORG -> orgArguments(folder);
                    case CONNECTOR_A, CONNECTOR_B -> List.of("run", "--config=" + folder.resolve("casewire.yaml"));
                };
        running.put(part, casewire(part.label(), arguments));
    }

    private Child casewire(String name, List<String> arguments) throws IOException {
        List<String> options =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        options.removeIf(option -> option.startsWith("-javaagent"));
        // A process that is killed after a minute does not repay what optimising it takes from the others.
        options.add("-XX:TieredStopAtLevel=1");
        options.add(tables.option());
        return Child.start(name, work, classes.classPath(), options, MAIN, arguments);
    }

    /** What comes of deciding everything again, as {@code casewire backtest --json} says. */
    JsonNode backtest() throws IOException, InterruptedException {
        Path settings = work.resolve(Part.CONNECTOR_A.label()).resolve("casewire.yaml");
        try (Child backtest = casewire("backtest", List.of("backtest", "--json", "--config=" + settings))) {
            if (backtest.await(BACKTEST_PATIENCE) > 1) {
                throw backtest.failed("did not compare");
            }
            return new ObjectMapper().readTree(backtest.output());
        }
    }

    /** Content that decides the same, under another hash. @param number to tell it from others */
    void publishContent(int number) throws IOException, InterruptedException {
        Files.writeString(
                work.resolve("content/rules/machine-maintenance/power.drl"),
                "\n// Published as number " + number + "\n",
                StandardOpenOption.APPEND);
        Path settings = work.resolve(Part.CONNECTOR_A.label()).resolve("casewire.yaml");
        try (Child publish = casewire("publish", List.of("publish", "--config=" + settings))) {
            publish.awaitSuccess(PUBLISH_PATIENCE);
        }
    }

    private List<String> orgArguments(Path folder) {
        List<String> arguments = new ArrayList<>(List.of(
                "org", "start", "--json", "--port=" + port(Part.ORG), "--pubsub-port=" + pubSub, "--data=" + folder));
        if (!Files.exists(work.resolve("org.out"))) {
            arguments.add("--metadata=" + home.resolve("salesforce-metadata/force-app/main/default"));
        }
        return arguments;
    }

    /** Returns when a part answers. */
    void await(Part part) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + START_PATIENCE.toNanos();
        while (!answers(part)) {
            if (!child(part).isAlive() || System.nanoTime() > giveUp) {
                throw child(part).failed("does not answer");
            }
            Thread.sleep(50);
        }
    }

    private boolean answers(Part part) throws InterruptedException {
        try {
            return switch (part) {
                case KAFKA, MQTT -> isOpen(port(part));
                case ORG -> isOpen(port(part)) && isOpen(pubSub + 1);
                case CONNECTOR_A, CONNECTOR_B ->
                    http.send(
                                            HttpRequest.newBuilder(URI.create(
                                                            "http://127.0.0.1:" + port(part) + "/health/ready"))
                                                    .build(),
                                            BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
            };
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean isOpen(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        }
    }

    /** As {@code kill -9}. */
    void kill(Part part) throws InterruptedException {
        child(part).kill();
    }

    /** After a kill. */
    void restart(Part part) throws IOException, InterruptedException {
        start(part);
        if (part == Part.ORG) {
            await(part);
            OrgLimits.raise(orgUrl());
            control("PATCH", "settings", "{\"consentEventStream\": true}");
        } else if (part == Part.KAFKA || part == Part.MQTT) {
            await(part);
        }
    }

    /** No file of the part grows any more. */
    void fillDisk(Part part) throws IOException, InterruptedException {
        child(part).limitFiles("1024");
    }

    /** There is room again; what ended over it is started, as whoever made room would do. */
    void emptyDisk(Part part) throws IOException, InterruptedException {
        child(part).limitFiles("unlimited");
        if (!child(part).isAlive()) {
            restart(part);
        }
    }

    /** Connections of the connectors to the MQTT broker end. */
    void cutMqtt() {
        mqttNetwork.cut();
    }

    void freeze(Part part) throws IOException, InterruptedException {
        child(part).signal("STOP");
    }

    void thaw(Part part) throws IOException, InterruptedException {
        child(part).signal("CONT");
    }

    /** What is new in Kafka of consent reaches no connector for a while. */
    StandStill tables() {
        return tables;
    }

    /** What nobody does in a real org. */
    void control(String method, String what, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(orgUrl() + "/local-org/" + what))
                .method(method, BodyPublishers.ofString(json))
                .build();
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2) {
            throw new BenchException("/local-org/" + what + " answered " + status);
        }
    }

    /** Writes that wait or are under way, at whichever connector plans them; -1 while that is not known. */
    long unsettled() throws InterruptedException {
        long writes = -1;
        for (Part connector : List.of(Part.CONNECTOR_A, Part.CONNECTOR_B)) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port(connector) + "/api/status"))
                    .build();
            try {
                JsonNode status = new ObjectMapper()
                        .readTree(http.send(request, BodyHandlers.ofByteArray()).body());
                writes = Math.max(writes, status.path("writesWaiting").asLong(-1));
            } catch (IOException away) {
                return -1;
            }
        }
        return writes;
    }

    /** @throws BenchException when a part ended that nobody ended */
    void requireAlive() throws IOException {
        for (Child child : running.values()) {
            if (!child.isAlive()) {
                throw child.failed("ended by itself");
            }
        }
    }

    Child child(Part part) {
        return Objects.requireNonNull(running.get(part), part.label());
    }

    String kafka() {
        return "127.0.0.1:" + port(Part.KAFKA);
    }

    String mqtt() {
        return "tcp://127.0.0.1:" + port(Part.MQTT);
    }

    String orgUrl() {
        return "http://localhost:" + port(Part.ORG);
    }

    private int port(Part part) {
        return Objects.requireNonNull(ports.get(part), part.label());
    }

    /** The first of so many in a row, below those that a system gives to connections: what restarts needs its own again. */
    private static int freePorts(int count) throws IOException {
        for (int i = 0; i < MOST_TRIES; i++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            if (isFree(first) && (count == 1 || isFree(first + 1))) {
                return first;
            }
        }
        throw new BenchException("no free ports are to be found");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        mqttNetwork.close();
        // Whoever depends on others ends first.
        for (Part part : List.of(Part.CONNECTOR_B, Part.CONNECTOR_A, Part.ORG, Part.MQTT, Part.KAFKA)) {
            Child child = running.get(part);
            if (child != null) {
                child.kill();
            }
        }
    }
}
