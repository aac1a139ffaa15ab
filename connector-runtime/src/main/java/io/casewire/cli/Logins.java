package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.routes.OrgLogin;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Topics;

/** Logins, as the configuration gives them. */
final class Logins {
    private Logins() {}

    /** @param servers of Kafka, which may have started with Casewire */
    static KafkaSettings kafka(Settings settings, String servers) {
        Topics topics = new Topics(
                settings.kafka().topicPrefix(),
                settings.kafka().partitions(),
                settings.delivery().channels());
        return new KafkaSettings(servers, settings.kafka().client(), topics, (short)
                settings.kafka().replication());
    }

    /** @param url of the org, which may have started with Casewire */
    static OrgLogin org(Settings settings, String url) {
        Settings.Org org = settings.org();
        return new OrgLogin(
                url,
                org.clientId(),
                org.clientSecret(),
                org.username(),
                org.keyStore(),
                org.keyStorePassword(),
                org.jwtAudience(),
                org.apiVersion());
    }
}
