package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** A connector in a process of its own, on ports that stay the same when it is started again. */
public final class ConnectorProcess implements AutoCloseable {
    /** What nobody measures may take this long: a machine that builds may be slow and have other work. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int LOG_LINES = 40;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern READINGS = Pattern.compile("(?m)^casewire_readings_total (\\S+)");

    private final Path folder;
    private final List<String> options;
    private final Map<String, String> variables;
    private final int kafkaPort = TestPorts.free();
    private final int mqttPort = TestPorts.free();
    private final int orgPort = TestPorts.free();
    private final int consolePort = TestPorts.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    /** @param content folder with camel-routes/, mappings/, rules/, consent/ */
    public ConnectorProcess(Path folder, Path content) throws IOException {
        this(folder, content, Map.of());
    }

    /** @param settings top-level keys of {@code casewire.yaml} that are to be otherwise, as in {@code {url: …}} */
    public ConnectorProcess(Path folder, Path content, Map<String, String> settings) throws IOException {
        this(folder, content, settings, ClassArchive.options(), Map.of());
    }

    /** @param variables of its environment */
    public ConnectorProcess(
            Path folder,
            Path content,
            Map<String, String> settings,
            List<String> options,
            Map<String, String> variables)
            throws IOException {
        this.folder = folder;
        this.options = options;
        this.variables = variables;
        Map<String, String> all = new TreeMap<>(Map.of(
                "dataFolder", "data",
                "contentFolder", content.toString(),
                "kafka", "{ port: " + kafkaPort + " }",
                "mqtt", "{ port: " + mqttPort + " }",
                "org", "{ port: " + orgPort + " }",
                "console", "{ port: " + consolePort + " }",
                "delivery", "{ probe: 1s }"));
        all.putAll(settings);
        StringBuilder yaml = new StringBuilder();
        all.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
        Files.writeString(folder.resolve("casewire.yaml"), yaml);
        start();
    }

    public void start() throws IOException {
        process = java("run", "--config", "casewire.yaml").start();
    }

    /** Another command, with the same configuration. */
    public Process command(String... arguments) throws IOException {
        return java(arguments).start();
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.add("io.casewire.cli.Main");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(arguments[0] + ".log").toFile()));
        builder.environment().putAll(variables);
        return builder;
    }

    /** kill -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** When it does not become ready, the end of its log says why. */
    public void awaitReady() {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(250))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> !process.isAlive() || get("/health/ready").statusCode() == 200);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("the connector is not ready: " + endOfLog(), e);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("the connector ended: " + endOfLog());
        }
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("run.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    public String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    public String mqtt() {
        return "tcp://127.0.0.1:" + mqttPort;
    }

    public String org() {
        return "http://localhost:" + orgPort;
    }

    public JsonNode status() throws IOException, InterruptedException {
        return JSON.readTree(get("/api/status").body());
    }

    public JsonNode budget() throws IOException, InterruptedException {
        return JSON.readTree(get("/api/budget").body());
    }

    /** Readings decided since it started, some of them not committed yet. */
    public long readings() throws InterruptedException {
        Matcher counted = READINGS.matcher(get("/metrics").body());
        return counted.find() ? (long) Double.parseDouble(counted.group(1)) : 0;
    }

    /** Waits until this is among what is wrong now. */
    public JsonNode awaitFinding(String code) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .ignoreException(UncheckedIOException.class)
                .until(() -> finding(code), found -> !found.isMissingNode());
    }

    private JsonNode finding(String code) throws IOException, InterruptedException {
        for (JsonNode finding : status().path("findings")) {
            if (finding.path("code").asText().equals(code)) {
                return finding;
            }
        }
        return MissingNode.getInstance();
    }

    /** What it said on its standard output and error. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("run.log"));
    }

    /** Waits until it ends by itself. */
    public int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    public long pid() {
        return process.pid();
    }

    public JsonNode query(String soql) throws IOException, InterruptedException {
        return JSON.readTree(get("/api/query?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8))
                .body());
    }

    public HttpResponse<String> explain(String id) throws IOException, InterruptedException {
        return get("/api/explain?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }

    /** The Cases of episodes that the org holds, as {@code device|condition}, every one of them counted. */
    public List<String> cases() throws IOException, InterruptedException {
        List<String> cases = new ArrayList<>();
        for (JsonNode record : query("SELECT Casewire_Episode_Key__c FROM Case WHERE Casewire_Episode_Key__c != null")
                .path("records")) {
            String key = record.path("Casewire_Episode_Key__c").asText();
            cases.add(key.substring(0, key.lastIndexOf('|')));
        }
        return cases;
    }

    /** Waits until nothing is left to decide or deliver, and the Cases are these; what is missing then is said with what it does. */
    public void awaitCases(Set<String> expected, Duration atMost) throws Exception {
        try {
            await().atMost(atMost)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> new TreeSet<>(cases()).equals(expected));
            await().atMost(atMost).pollInterval(Duration.ofMillis(500)).until(this::isIdle);
        } catch (ConditionTimeoutException e) {
            Set<String> mistaken = new TreeSet<>(cases());
            Set<String> missing = new TreeSet<>(expected);
            missing.removeAll(mistaken);
            mistaken.removeAll(expected);
            throw new AssertionError("missing " + some(missing) + ", mistaken " + some(mistaken) + ", " + doing(), e);
        }
    }

    /** Waits until something holds; where it never does, what was seen then is said with what the connector does. */
    public void awaitUntil(Callable<Boolean> holds, Callable<String> seen) throws Exception {
        try {
            await().atMost(PATIENCE).until(holds);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(seen.call() + ", " + doing(), e);
        }
    }

    private String doing() throws Exception {
        return status() + ", " + budget() + "\n" + endOfLog();
    }

    private static String some(Set<String> cases) {
        return cases.size() + " as " + cases.stream().limit(5).toList();
    }

    /** Waits a while, and then until nothing is left to decide or deliver. */
    public void awaitIdleAfter(Duration atLeast) {
        await().pollDelay(atLeast).atMost(PATIENCE).until(this::isIdle);
    }

    private boolean isIdle() throws IOException, InterruptedException {
        JsonNode status = status();
        return status.path("readingsWaiting").asLong() == 0
                && status.path("writesWaiting").asLong() == 0;
    }

    private HttpResponse<String> get(String path) throws InterruptedException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + consolePort + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException notYet) {
            throw new UncheckedIOException(notYet);
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
