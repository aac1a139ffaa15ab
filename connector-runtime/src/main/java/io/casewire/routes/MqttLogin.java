package io.casewire.routes;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.jspecify.annotations.Nullable;

/**
 * How to get into an MQTT broker: by name and password, by a client certificate, or by neither.
 *
 * @param keyStore PKCS12 with the client's key and certificate
 * @param trustStore PKCS12 with who is trusted; null for Java's own
 */
public record MqttLogin(
        @Nullable String username,
        @Nullable String password,
        @Nullable Path keyStore,
        @Nullable String keyStorePassword,
        @Nullable Path trustStore,
        @Nullable String trustStorePassword) {

    PahoMqtt5Component toComponent() {
        PahoMqtt5Component component = new MqttComponent();
        PahoMqtt5Configuration configuration = new PahoMqtt5Configuration();
        if (username != null) {
            configuration.setUserName(username);
        }
        if (password != null) {
            configuration.setPassword(password);
        }
        Properties tls = new Properties();
        put(tls, "com.ibm.ssl.keyStore", keyStore);
        put(tls, "com.ibm.ssl.keyStorePassword", keyStorePassword);
        put(tls, "com.ibm.ssl.keyStoreType", keyStore == null ? null : "PKCS12");
        put(tls, "com.ibm.ssl.trustStore", trustStore);
        put(tls, "com.ibm.ssl.trustStorePassword", trustStorePassword);
        put(tls, "com.ibm.ssl.trustStoreType", trustStore == null ? null : "PKCS12");
        if (!tls.isEmpty()) {
            configuration.setSslClientProps(tls);
        }
        component.setConfiguration(configuration);
        return component;
    }

    private static void put(Properties properties, String name, @Nullable Object value) {
        if (value != null) {
            properties.setProperty(name, value.toString());
        }
    }

    @Override
    public String toString() {
        return "MqttLogin[" + (username != null ? "password" : keyStore != null ? "certificate" : "open") + "]";
    }
}
