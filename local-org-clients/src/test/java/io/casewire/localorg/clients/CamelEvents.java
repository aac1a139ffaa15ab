package io.casewire.localorg.clients;

import io.casewire.localorg.LocalOrg;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.salesforce.api.dto.pubsub.PublishResult;

/** Events of {@code Signal__e} over camel-salesforce. */
record CamelEvents(CamelClient camel) implements AutoCloseable {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    /** camel-salesforce knows no other way than TLS to publish, and trusts what the JVM trusts. */
    static void trust(LocalOrg org, Path folder) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(org.certificate())) {
            trusted.setCertificateEntry(
                    "org", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path file = folder.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, TestKeys.PASSWORD.toCharArray());
        }
        System.setProperty(TRUST_STORE, file.toString());
        System.setProperty(TRUST_STORE_PASSWORD, TestKeys.PASSWORD);
    }

    static void trustAsBefore() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }

    /** Publishes one event for each device. */
    List<PublishResult> publish(String... devices) {
        List<String> events = Stream.of(devices)
                .map(device -> "{\"CreatedDate\":1,\"CreatedById\":\"005\",\"Device__c\":\"" + device
                        + "\",\"Value__c\":21.5}")
                .toList();
        return ((List<?>) camel.ask("pubSubPublish:/event/Signal__e", events, List.class))
                .stream().map(PublishResult.class::cast).toList();
    }

    void publishByRest(String device) {
        camel.ask(
                "raw?format=JSON&rawMethod=POST&rawPath=/services/data/v62.0/sobjects/Signal__e",
                "{\"Device__c\":\"" + device + "\"}",
                Map.of("Content-Type", "application/json"),
                String.class);
    }

    /** Begins to listen and returns what arrives. */
    List<String> subscribe(String options) throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        camel.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("salesforce:pubSubSubscribe:/event/Signal__e?pubSubDeserializeType=JSON&" + options)
                        .process(exchange -> received.add(exchange.getMessage().getBody(String.class)));
            }
        });
        return received;
    }

    void stopListening() throws Exception {
        camel.context().getRouteController().stopAllRoutes();
        camel.context().removeRouteDefinitions(List.copyOf(camel.context().getRouteDefinitions()));
    }

    @Override
    public void close() {
        camel.close();
    }
}
