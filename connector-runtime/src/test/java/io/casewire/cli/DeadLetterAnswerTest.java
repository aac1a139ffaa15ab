package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.consent.ConsentPolicies;
import io.casewire.stream.DeadLetterRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeadLetterAnswerTest {
    private final TestWorld world = new TestWorld();

    @Test
    void shouldShowWhatAPersonAllowsToBeUsed() throws Exception {
        world.person("press-7", "0PK1", Map.of());
        assertThat(answer("quality", "press-7")).containsKey("payload").doesNotContainKey("withheld");
    }

    @Test
    void shouldNotShowWhatAPersonDoesNotAllowToBeUsed() throws Exception {
        world.person("press-7", "0PK1", Map.of("Individual.ShouldForget", true));
        assertThat(answer("quality", "press-7")).containsKey("withheld").doesNotContainKey("payload");
    }

    @Test
    void shouldShowWhatNeverBecameAReading() throws Exception {
        assertThat(answer("ingest", "devices/x/telemetry")).containsKey("payload");
    }

    private Map<String, Object> answer(String stage, String key) throws Exception {
        ConsentPolicies policies = TestContent.shipped().load().consent();
        byte[] payload = "{}".getBytes(StandardCharsets.UTF_8);
        return new DeadLetterAnswer(policies, world, world)
                .of(new DeadLetterRecord(
                        "0-1",
                        Instant.EPOCH,
                        key,
                        Map.of("casewire-stage", stage),
                        DeadLetterRecord.State.OPEN,
                        false,
                        payload,
                        payload.length,
                        1));
    }
}
