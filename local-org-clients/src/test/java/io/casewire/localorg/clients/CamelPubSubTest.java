package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.CAMEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.salesforce.api.dto.pubsub.PublishResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CamelPubSubTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    private static CamelClient camel;

    /** camel-salesforce knows no other way than TLS to publish, and trusts what the JVM trusts. */
    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        System.setProperty(TRUST_STORE, trustStore(folder).toString());
        System.setProperty(TRUST_STORE_PASSWORD, TestKeys.PASSWORD);
        camel = CamelClient.of(ORG.org());
    }

    private static Path trustStore(Path folder) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(ORG.org().certificate())) {
            trusted.setCertificateEntry(
                    "org", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path file = folder.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, TestKeys.PASSWORD.toCharArray());
        }
        return file;
    }

    @AfterAll
    static void stop() {
        camel.close();
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }

    @AfterEach
    void stopListening() throws Exception {
        camel.context().getRouteController().stopAllRoutes();
        camel.context().removeRouteDefinitions(List.copyOf(camel.context().getRouteDefinitions()));
    }

    private static String signal(String device) {
        return "{\"CreatedDate\":1,\"CreatedById\":\"005\",\"Device__c\":\"" + device + "\",\"Value__c\":21.5}";
    }

    private static List<PublishResult> publish(String... events) {
        return ((List<?>) camel.ask("pubSubPublish:/event/Signal__e", List.of(events), List.class))
                .stream().map(PublishResult.class::cast).toList();
    }

    /** Begins to listen and returns what arrives. */
    private static List<String> subscribe(String name, String options) throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        camel.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("salesforce:pubSubSubscribe:/event/Signal__e?pubSubDeserializeType=JSON&" + options)
                        .routeId(name)
                        .process(exchange -> received.add(exchange.getMessage().getBody(String.class)));
            }
        });
        return received;
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {GET_TOPIC, GET_SCHEMA, PUBLISH})
    void shouldPublishOverTls() {
        // When
        List<PublishResult> results = publish(signal("p1"), signal("p2"));

        // Then
        assertThat(results).hasSize(2).allSatisfy(result -> assertThat(result.hasError())
                .isFalse());
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {GET_SCHEMA, SUBSCRIBE})
    void shouldReceiveWhatWasPublishedBefore() throws Exception {
        // Given
        publish(signal("before"));

        // When
        List<String> received = subscribe("before", "replayPreset=EARLIEST");

        // Then
        await().untilAsserted(() -> assertThat(received)
                .anySatisfy(event -> assertThat(event).contains("before").contains("21.5")));
    }

    @Test
    @Covers(client = CAMEL, endpoint = SUBSCRIBE)
    void shouldGoOnAfterAnEventItNames() throws Exception {
        // Given
        String replayId = publish(signal("after-1"), signal("after-2")).get(0).getReplayId();

        // When
        List<String> received = subscribe("after", "replayPreset=CUSTOM&pubSubReplayId=RAW(" + replayId + ")");

        // Then
        await().untilAsserted(() -> assertThat(received).isNotEmpty());
        assertThat(received.get(0)).contains("after-2");
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {CREATE, SUBSCRIBE})
    void shouldReceiveWhatWasPublishedByRest() throws Exception {
        // Given
        List<String> received = subscribe("rest", "replayPreset=EARLIEST");

        // When
        camel.ask(
                "raw?format=JSON&rawMethod=POST&rawPath=/services/data/v62.0/sobjects/Signal__e",
                "{\"Device__c\":\"by-rest\"}",
                Map.of("Content-Type", "application/json"),
                String.class);

        // Then
        await().untilAsserted(() ->
                assertThat(received).anySatisfy(event -> assertThat(event).contains("by-rest")));
    }
}
