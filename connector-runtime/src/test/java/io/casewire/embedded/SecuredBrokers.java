package io.casewire.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The brokers as others run them: TLS, SASL, client certificates. */
public final class SecuredBrokers {
    private SecuredBrokers() {}

    /**
     * Kafka that takes SASL_SSL with PLAIN only.
     *
     * @param stores the password of both
     */
    public static EmbeddedKafka kafka(
            Path folder, Path keyStore, Path trustStore, String stores, String user, String password)
            throws IOException {
        String login = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                + "\" password=\"" + password + "\" user_" + user + "=\"" + password + "\";";
        Map<String, String> more = new HashMap<>();
        more.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
        more.put("inter.broker.listener.name", "PLAINTEXT");
        more.put("sasl.enabled.mechanisms", "PLAIN");
        more.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        more.put("listener.name.plaintext.plain.sasl.jaas.config", login);
        more.put("ssl.keystore.location", keyStore.toString());
        more.put("ssl.keystore.password", stores);
        more.put("ssl.truststore.location", trustStore.toString());
        more.put("ssl.truststore.password", stores);
        return EmbeddedKafka.start(folder, 0, false, more);
    }

    /** An MQTT broker that talks to clients only whose certificate it knows. */
    public static EmbeddedMqtt mqtt(Path folder, Path keyStore, Path trustStore, String password) throws IOException {
        Map<String, Object> more = new HashMap<>();
        more.put("sslEnabled", true);
        more.put("needClientAuth", true);
        more.put("keyStorePath", keyStore.toString());
        more.put("keyStorePassword", password);
        more.put("trustStorePath", trustStore.toString());
        more.put("trustStorePassword", password);
        return EmbeddedMqtt.start(folder, 0, more);
    }
}
