package io.casewire.config;

import io.casewire.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything {@code casewire.yaml} can say; docs/reference/configuration.md lists the keys with their defaults.
 *
 * @param instanceId names this instance towards MQTT and Kafka
 * @param dataFolder where state, brokers and the local org keep their files
 * @param contentFolder holds camel-routes/, mappings/, rules/, consent/
 * @param watchContent whether what is saved there is published; null for where the Kafka is Casewire's own
 */
public record Settings(
        String instanceId,
        Path dataFolder,
        Path contentFolder,
        @Nullable Boolean watchContent,
        Kafka kafka,
        Mqtt mqtt,
        Ingest ingest,
        Commands commands,
        Org org,
        Consent consent,
        Delivery delivery,
        Budget budget,
        Retention retention,
        Console console) {

    /**
     * @param bootstrapServers null starts the embedded broker on {@code port}
     * @param client more settings for every Kafka client, by Kafka's own names
     */
    public record Kafka(
            @Nullable String bootstrapServers,
            int port,
            boolean flushEveryMessage,
            String topicPrefix,
            int partitions,
            int replication,
            Map<String, String> client) {

        @Override
        public String toString() {
            return "Kafka[" + bootstrapServers + "]";
        }
    }

    /** @param url null starts the embedded broker on {@code port} */
    public record Mqtt(
            @Nullable String url,
            int port,
            @Nullable String username,
            @Nullable String password,
            @Nullable Path keyStore,
            @Nullable String keyStorePassword,
            @Nullable Path trustStore,
            @Nullable String trustStorePassword) {

        @Override
        public String toString() {
            return "Mqtt[" + url + "]";
        }
    }

    /**
     * @param maxPayload bytes of a message; larger ones become dead letters
     * @param mqttTopic what is subscribed to, several with commas between; empty for nothing, null for what the formats name
     * @param kafkaTopic a topic to take telemetry from; empty for none
     */
    public record Ingest(
            int maxPayload,
            @Nullable String mqttTopic,
            String kafkaTopic,
            int receiveMaximum,
            Duration sessionExpiry) {}

    /**
     * @param topic where a device listens, with {@code {device}} in it
     * @param replies where devices answer, with {@code +} for the device; empty when nobody does
     * @param inSandbox whether real devices do what is decided in a sandbox
     */
    public record Commands(String topic, String replies, boolean inSandbox) {}

    /**
     * @param url null starts the local org on {@code port}
     * @param pubSub where its Pub/Sub API answers, such as {@code https://api.pubsub.salesforce.com:7443}; null for none
     */
    public record Org(
            @Nullable String url,
            int port,
            @Nullable String pubSub,
            String clientId,
            @Nullable Secret clientSecret,
            @Nullable String username,
            @Nullable Path keyStore,
            @Nullable Secret keyStorePassword,
            @Nullable String jwtAudience,
            String apiVersion) {

        @Override
        public String toString() {
            return "Org[" + url + "]";
        }
    }

    /** @param pseudonymKeys each from the event time of the first reading it is for */
    public record Consent(Map<Instant, String> pseudonymKeys) {

        @Override
        public String toString() {
            return "Consent[" + pseudonymKeys.size() + " keys]";
        }
    }

    /**
     * @param dryRun reads everything and writes nothing
     * @param bulkFrom rows of a mapping that have to wait so that they go as a Bulk API job; 0 for never
     */
    public record Delivery(boolean dryRun, int channels, Duration probe, int bulkFrom) {}

    /**
     * @param reserve part of the org's API calls that is left to others, from 0 to 1
     * @param shares by mapping, most of the rest that it may spend, from 0 to 1
     */
    public record Budget(double reserve, Map<String, Double> shares) {}

    /**
     * @param clearedEpisodes how long after clearing an episode is deleted in the org; null for never
     * @param archive the folder it is kept in before
     */
    public record Retention(@Nullable Duration clearedEpisodes, Path archive) {}

    /** @param publicUrl how people reach the console, for links; null for none */
    public record Console(int port, @Nullable String publicUrl) {}
}
