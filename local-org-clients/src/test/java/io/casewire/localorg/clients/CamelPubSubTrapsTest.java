package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.TrappedPubSub.assertFallsOver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the Pub/Sub client of camel-salesforce falls over, and the local org does not do. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CamelPubSubTrapsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    @BeforeAll
    static void trust(@TempDir Path folder) throws Exception {
        CamelEvents.trust(ORG.org(), folder);
    }

    @AfterAll
    static void trustAsBefore() {
        CamelEvents.trustAsBefore();
    }

    private static CamelEvents camel(TrappedPubSub org) {
        return new CamelEvents(CamelClient.withPubSubPort(org.org(), org.tlsPort()));
    }

    @ParameterizedTest
    @EnumSource(
            value = PubSubTrap.class,
            names = {"CUSTOM_IS_INCLUSIVE", "SHORT_REPLAY_IDS"})
    void shouldGoOnAfterTheEventItNames(PubSubTrap trap) throws Exception {
        assertFallsOver(trap, ORG.org(), org -> {
            try (CamelEvents camel = camel(org)) {
                String replayId = camel.publish("first", "second").get(0).getReplayId();
                List<String> received = camel.subscribe("replayPreset=CUSTOM&pubSubReplayId=RAW(" + replayId + ")");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(received).isNotEmpty());
                assertThat(received.get(0)).contains("second");
            }
        });
    }

    @Test
    void shouldReadBareAvro() throws Exception {
        assertFallsOver(PubSubTrap.AVRO_MARKER, ORG.org(), org -> {
            try (CamelEvents camel = camel(org)) {
                List<String> received = camel.subscribe("replayPreset=EARLIEST");
                camel.publish("bare");
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(received)
                        .anySatisfy(event -> assertThat(event).contains("\"bare\"")));
            }
        });
    }

    /** From a replay id the org no longer knows, it goes on with what is new. */
    @ParameterizedTest
    @EnumSource(
            value = PubSubTrap.class,
            names = {"BINARY_TRAILER", "NO_ERROR_CODE"})
    void shouldReadTheCodeOfAnError(PubSubTrap trap) throws Exception {
        assertFallsOver(trap, ORG.org(), org -> {
            try (CamelEvents camel = camel(org)) {
                List<String> received = camel.subscribe(
                        "replayPreset=CUSTOM&fallbackToLatestReplayId=true&pubSubReplayId=RAW(AAAAQUFBQUEAAA==)");
                await().atMost(PATIENCE).untilAsserted(() -> {
                    camel.publishByRest("new");
                    assertThat(received).isNotEmpty();
                });
            }
        });
    }

    @Test
    void shouldTakeTheOrgIdFromTheIdentityUrl() throws Exception {
        TrappedOrg.assertFallsOver(Trap.SHORT_ORG_ID, ORG.org(), org -> {
            try (CamelEvents camel = new CamelEvents(CamelClient.of(org))) {
                assertThat(camel.publish("tenant")).hasSize(1);
            }
        });
    }
}
