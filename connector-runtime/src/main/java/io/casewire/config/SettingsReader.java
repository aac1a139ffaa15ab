package io.casewire.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.content.YamlFile;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code casewire.yaml}; a secret is given as {@code ${env:NAME}} or {@code ${file:PATH}} and never in plain. */
public final class SettingsReader {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|sasl\\.jaas\\.config)$");

    /** The embedded broker on its usual port. */
    public static final Settings.Kafka DEFAULT_KAFKA =
            new Settings.Kafka(null, 9092, false, "casewire.", 4, 1, Map.of());

    /** The embedded broker on its usual port. */
    public static final Settings.Mqtt DEFAULT_MQTT = new Settings.Mqtt(null, 1883, null, null, null, null, null, null);

    private static final Secret LOCAL_SECRET = Secret.of("casewire-local");

    /** The org in this process, on its usual port, with its well-known local credentials. */
    public static final Settings.Org LOCAL_ORG =
            new Settings.Org(null, 8443, null, "casewire", LOCAL_SECRET, null, null, null, null, "62.0");

    /** A shorter one is found by trying. */
    private static final int SHORTEST_KEY = 32;

    private static final String SALESFORCE_PUB_SUB = "https://api.pubsub.salesforce.com:7443";

    private final YamlFile file;
    private final Path folder;
    private final UnaryOperator<@Nullable String> environment;
    private final Consumer<Finding> findings;

    private SettingsReader(
            YamlFile file, Path folder, UnaryOperator<@Nullable String> environment, Consumer<Finding> findings) {
        this.file = file;
        this.folder = folder;
        this.environment = environment;
        this.findings = findings;
    }

    /**
     * @param path the file; the defaults hold when it does not exist. Paths in it are relative to its folder
     * @param environment looks up a variable
     * @return null when findings were reported
     */
    public static @Nullable Settings read(
            Path path, UnaryOperator<@Nullable String> environment, Consumer<Finding> findings) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        String text = Files.exists(path) ? Files.readString(path) : "";
        boolean[] clean = {true};
        Consumer<Finding> report = finding -> {
            clean[0] = false;
            findings.accept(finding);
        };
        YamlFile file = YamlFile.read(path.getFileName().toString(), text, "config", report);
        if (file == null || folder == null) {
            return null;
        }
        Settings settings = new SettingsReader(file, folder, environment, report).settings();
        return clean[0] ? settings : null;
    }

    private Settings settings() {
        return new Settings(
                text("instanceId", "casewire"),
                path("dataFolder", ".casewire"),
                path("contentFolder", "."),
                at("watchContent").isMissingNode() ? null : at("watchContent").asBoolean(),
                kafka(),
                new Settings.Mqtt(
                        optional("mqtt.url"),
                        number("mqtt.port", 1883),
                        optional("mqtt.username"),
                        optional("mqtt.password"),
                        optionalPath("mqtt.keyStore"),
                        optional("mqtt.keyStorePassword"),
                        optionalPath("mqtt.trustStore"),
                        optional("mqtt.trustStorePassword")),
                new Settings.Ingest(
                        number("ingest.maxPayload", 1024 * 1024),
                        optional("ingest.mqttTopic"),
                        text("ingest.kafkaTopic", ""),
                        number("ingest.receiveMaximum", 1000),
                        duration("ingest.sessionExpiry", "7d")),
                new Settings.Commands(
                        text("commands.topic", "devices/{device}/commands"),
                        text("commands.replies", "devices/+/replies"),
                        at("commands.inSandbox").asBoolean(false)),
                org(),
                new Settings.Consent(pseudonymKeys()),
                new Settings.Delivery(
                        text("delivery.mode", "live").equals("dryRun"),
                        number("delivery.channels", 4),
                        duration("delivery.probe", "30s"),
                        number("delivery.bulkFrom", 2_000)),
                new Settings.Budget(percent(at("budget.reserve").asText("20%")), shares()),
                new Settings.Retention(
                        at("retention.clearedEpisodes").isMissingNode()
                                ? null
                                : duration("retention.clearedEpisodes", "365d"),
                        path("retention.archive", ".casewire/archive")),
                new Settings.Console(number("console.port", 8480), optional("console.publicUrl")));
    }

    private Settings.Kafka kafka() {
        Map<String, String> client = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry :
                file.root().path("kafka").path("client").properties()) {
            String value =
                    resolve("kafka/client/" + entry.getKey(), entry.getValue().asText());
            client.put(entry.getKey(), value == null ? "" : value);
        }
        return new Settings.Kafka(
                optional("kafka.bootstrapServers"),
                number("kafka.port", 9092),
                at("kafka.flushEveryMessage").asBoolean(false),
                text("kafka.topicPrefix", "casewire."),
                number("kafka.partitions", 4),
                number("kafka.replication", optional("kafka.bootstrapServers") == null ? 1 : -1),
                client);
    }

    private Settings.Org org() {
        String url = optional("org.url");
        Secret secret = secret("org.clientSecret");
        Path keyStore = optionalPath("org.keyStore");
        String username = optional("org.username");
        if (url != null && secret == null && (keyStore == null || username == null)) {
            findings.accept(new Finding(
                    FindingCode.CONFIG_INVALID,
                    file.place("/org"),
                    "org.url needs clientSecret, or username and keyStore."));
        }
        return new Settings.Org(
                url,
                number("org.port", 8443),
                pubSub(url),
                text("org.clientId", "casewire"),
                url == null ? LOCAL_SECRET : secret,
                username,
                keyStore,
                secret("org.keyStorePassword"),
                optional("org.jwtAudience"),
                text("org.apiVersion", "62.0"));
    }

    private Map<String, Double> shares() {
        Map<String, Double> shares = new TreeMap<>();
        file.root().path("budget").path("shares").properties().forEach(share -> {
            shares.put(share.getKey(), percent(share.getValue().asText()));
        });
        return shares;
    }

    /** The schema says that it is one. */
    private static double percent(String text) {
        return Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
    }

    private Map<Instant, String> pseudonymKeys() {
        Map<Instant, String> keys = new TreeMap<>();
        int number = 0;
        for (JsonNode key : file.root().path("consent").path("pseudonymKeys")) {
            String pointer = "consent/pseudonymKeys/" + number++;
            String secret = resolve(pointer + "/secret", key.path("secret").asText());
            try {
                Instant from = Instant.parse(key.path("from").asText());
                if (secret != null && secret.length() < SHORTEST_KEY) {
                    findings.accept(new Finding(
                            FindingCode.CONFIG_INVALID,
                            file.place("/" + pointer + "/secret"),
                            "the secret has fewer than " + SHORTEST_KEY + " characters."));
                }
                if (keys.put(from, secret == null ? "" : secret) != null) {
                    findings.accept(new Finding(
                            FindingCode.CONFIG_INVALID,
                            file.place("/" + pointer + "/from"),
                            "a second key from then."));
                }
            } catch (DateTimeException e) {
                findings.accept(new Finding(
                        FindingCode.CONFIG_INVALID,
                        file.place("/" + pointer + "/from"),
                        "'from' is no time such as 2026-01-01T00:00:00Z."));
            }
        }
        return keys;
    }

    /** An org over plain HTTP is a local one, which is not reached at Salesforce's address. */
    private @Nullable String pubSub(@Nullable String url) {
        String given = optional("org.pubSub");
        return given != null || url == null || !url.startsWith("https:") ? given : SALESFORCE_PUB_SUB;
    }

    private JsonNode at(String key) {
        JsonNode node = file.root();
        for (String name : key.split("\\.")) {
            node = node.path(name);
        }
        return node;
    }

    private @Nullable String optional(String key) {
        JsonNode node = at(key);
        return node.isMissingNode() || node.isNull() ? null : resolve(key.replace('.', '/'), node.asText());
    }

    /** Looked up anew each time: a file may be replaced while Casewire runs. */
    private @Nullable Secret secret(String key) {
        String now = optional(key);
        String written = at(key).asText();
        return now == null ? null : Secret.from(now, () -> lookUp(written, reference -> {}));
    }

    private String text(String key, String fallback) {
        String value = optional(key);
        return value == null ? fallback : value;
    }

    private int number(String key, int fallback) {
        return at(key).asInt(fallback);
    }

    private Duration duration(String key, String fallback) {
        return Durations.parse(at(key).asText(fallback));
    }

    private Path path(String key, String fallback) {
        return folder.resolve(text(key, fallback)).normalize();
    }

    private @Nullable Path optionalPath(String key) {
        String value = optional(key);
        return value == null ? null : folder.resolve(value).normalize();
    }

    private @Nullable String resolve(String pointer, String value) {
        Matcher reference = REFERENCE.matcher(value);
        if (!reference.find()) {
            if (SECRET.matcher(pointer).matches() && !value.isEmpty()) {
                findings.accept(new Finding(
                        FindingCode.CONFIG_SECRET,
                        file.place("/" + pointer),
                        "'" + pointer + "' is written in plain."));
            }
            return value;
        }
        return lookUp(
                value,
                missing -> findings.accept(new Finding(
                        FindingCode.CONFIG_SECRET, file.place("/" + pointer), "'" + missing + "' does not exist.")));
    }

    /** @return null when something it refers to is not there */
    private @Nullable String lookUp(String value, Consumer<String> missing) {
        Matcher reference = REFERENCE.matcher(value);
        StringBuilder resolved = new StringBuilder();
        while (reference.find()) {
            String found = reference.group(1).equals("env")
                    ? environment.apply(reference.group(2))
                    : contentOf(folder.resolve(reference.group(2)));
            if (found == null) {
                missing.accept(reference.group());
                return null;
            }
            reference.appendReplacement(resolved, Matcher.quoteReplacement(found));
        }
        return reference.appendTail(resolved).toString();
    }

    private static @Nullable String contentOf(Path secret) {
        try {
            return Files.readString(secret).strip();
        } catch (IOException e) {
            return null;
        }
    }
}
