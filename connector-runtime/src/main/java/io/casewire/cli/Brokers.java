package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.embedded.EmbeddedKafka;
import io.casewire.embedded.EmbeddedMqtt;
import io.casewire.embedded.Ports;
import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.LocalOrgOptions;
import io.casewire.salesforce.pubsub.PubSubEndpoint;
import io.casewire.stream.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Kafka, MQTT and the org: started in this process where no address is configured. */
final class Brokers implements AutoCloseable {
    private final Closer closer = new Closer();
    private final KafkaSettings kafka;
    private final boolean ownKafka;
    private final String mqttUrl;
    private final String orgUrl;
    private final @Nullable PubSubEndpoint pubSub;
    private final @Nullable LocalOrg localOrg;

    private Brokers(Settings settings, DataFolder folder) throws Exception {
        Settings.Org org = settings.org();
        localOrg = org.url() != null ? null : closer.add(startLocalOrg(org.port(), folder));
        orgUrl = localOrg == null ? String.valueOf(org.url()) : localOrg.url();
        pubSub = localOrg != null
                ? new PubSubEndpoint("localhost", localOrg.pubSubPort(), true, null)
                : org.pubSub() == null ? null : PubSubEndpoint.parse(org.pubSub());
        CompletableFuture<String> mqtt = CompletableFuture.supplyAsync(() -> mqtt(settings.mqtt(), folder));
        ownKafka = settings.kafka().bootstrapServers() == null;
        kafka = Logins.kafka(settings, kafka(settings.kafka(), folder));
        mqttUrl = mqtt.get();
    }

    static Brokers start(Settings settings, DataFolder folder) throws Exception {
        return new Brokers(settings, folder);
    }

    KafkaSettings kafka() {
        return kafka;
    }

    String mqttUrl() {
        return mqttUrl;
    }

    String orgUrl() {
        return orgUrl;
    }

    /** Where the org's Pub/Sub API answers; null when that is not known. */
    @Nullable
    PubSubEndpoint pubSub() {
        return pubSub;
    }

    boolean hasOwnKafka() {
        return ownKafka;
    }

    boolean hasLocalOrg() {
        return localOrg != null;
    }

    private static LocalOrg startLocalOrg(int port, DataFolder folder) throws Exception {
        return LocalOrg.start(LocalOrgOptions.defaults()
                .withHttpPort(Ports.freeFrom(port))
                .withPubSubPort(0)
                .withDataFolder(folder.resolve("org")));
    }

    private String kafka(Settings.Kafka settings, DataFolder folder) throws Exception {
        if (settings.bootstrapServers() != null) {
            return settings.bootstrapServers();
        }
        return closer.add(EmbeddedKafka.start(folder.resolve("kafka"), settings.port(), settings.flushEveryMessage()))
                .bootstrapServers();
    }

    private String mqtt(Settings.Mqtt settings, DataFolder folder) {
        if (settings.url() != null) {
            return settings.url();
        }
        try {
            return closer.add(EmbeddedMqtt.start(folder.resolve("mqtt"), settings.port()))
                    .url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closer.closeTogether();
    }
}
