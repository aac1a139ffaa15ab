package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.CAMEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.apache.camel.component.salesforce.api.dto.pubsub.PublishResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CamelPubSubTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    private static CamelEvents camel;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        CamelEvents.trust(ORG.org(), folder);
        camel = new CamelEvents(CamelClient.of(ORG.org()));
    }

    @AfterAll
    static void stop() {
        camel.close();
        CamelEvents.trustAsBefore();
    }

    @AfterEach
    void stopListening() throws Exception {
        camel.stopListening();
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {GET_TOPIC, GET_SCHEMA, PUBLISH})
    void shouldPublishOverTls() {
        // When
        List<PublishResult> results = camel.publish("p1", "p2");

        // Then
        assertThat(results).hasSize(2).allSatisfy(result -> assertThat(result.hasError())
                .isFalse());
    }

    /** Publishing knows no other way than TLS, so an org without it would not be enough. */
    @Test
    void shouldNotPublishWithoutTls() {
        // Given
        try (CamelEvents plaintext =
                new CamelEvents(CamelClient.withPubSubPort(ORG.org(), ORG.org().pubSubPort()))) {
            // When
            Throwable failure = catchThrowable(() -> plaintext.publish("plain"));

            // Then
            assertThat(failure).hasStackTraceContaining("UNAVAILABLE");
        }
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {GET_SCHEMA, SUBSCRIBE})
    void shouldReceiveWhatWasPublishedBefore() throws Exception {
        // Given
        camel.publish("before");

        // When
        List<String> received = camel.subscribe("replayPreset=EARLIEST");

        // Then
        await().untilAsserted(() -> assertThat(received)
                .anySatisfy(event -> assertThat(event).contains("before").contains("21.5")));
    }

    @Test
    @Covers(client = CAMEL, endpoint = SUBSCRIBE)
    void shouldGoOnAfterAnEventItNames() throws Exception {
        // Given
        String replayId = camel.publish("after-1", "after-2").get(0).getReplayId();

        // When
        List<String> received = camel.subscribe("replayPreset=CUSTOM&pubSubReplayId=RAW(" + replayId + ")");

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
        List<String> received = camel.subscribe("replayPreset=EARLIEST");

        // When
        camel.publishByRest("by-rest");

        // Then
        await().untilAsserted(() ->
                assertThat(received).anySatisfy(event -> assertThat(event).contains("by-rest")));
    }
}
