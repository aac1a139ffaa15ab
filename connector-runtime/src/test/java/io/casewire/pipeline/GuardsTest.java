package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.content.Content;
import io.casewire.episodes.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that decides on more than its author said is stopped, and goes on later. */
class GuardsTest {
    private static final String RULE = "machine-maintenance/overstrain";
    /** Ten of a block of a thousand. */
    private static final String ONE_PERCENT = "1%";

    private static TestContent guarded(String share) {
        return TestContent.shipped()
                .change(
                        "rules/machine-maintenance/overstrain.drl",
                        drl -> drl.replace(
                                "@severity( \"high\" )", "@severity( \"high\" ) @maxShare( \"" + share + "\" )"));
    }

    private static Step strain(TestRun run, String device, Duration after) {
        return run.deliver(
                device,
                after,
                """
                {"ts":"%s","type":"L","airTemperature":300.0,"processTemperature":311.0,\
                "rotationalSpeed":1400,"torque":50.0,"toolWear":230}"""
                        .formatted(TestRun.START.plus(after)));
    }

    @Test
    void shouldStopARuleThatDecidesOnMoreThanItSays() {
        Content content = guarded(ONE_PERCENT).load();
        try (TestRun run = new TestRun(content, new TestWorld())) {
            for (int i = 0; i < 10; i++) {
                assertThat(strain(run, "press-" + i, Duration.ofSeconds(i)).guarded())
                        .isEmpty();
            }
            Duration eleventh = Duration.ofSeconds(10);
            Instant until = TestRun.START.plus(eleventh).plus(Guards.PAUSE);

            assertThat(strain(run, "press-10", eleventh).guarded()).containsEntry(RULE, until);
            strain(run, "press-11", Duration.ofSeconds(11));
            assertThat(run.decisions).hasSize(11);

            // It begins anew with the first reading after its pause.
            strain(run, "press-12", eleventh.plus(Guards.PAUSE));
            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()))
                    .hasSize(12)
                    .contains("press-12");
        }
    }

    @Test
    void shouldNotCountWhatOtherBlocksDecidedOn() {
        Content content = guarded(ONE_PERCENT).load();
        try (TestRun run = new TestRun(content, new TestWorld())) {
            for (int i = 0; i < 3_000; i++) {
                byte[] calm = "{}".getBytes(StandardCharsets.UTF_8);
                Duration at = Duration.ofSeconds(i);
                // Nine in each block, and the rest of it nothing that can be read.
                Step step = i % 1_000 < 9 ? strain(run, "press-" + i, at) : run.deliver("press", at, false, calm);
                assertThat(step.guarded()).isEmpty();
            }
            assertThat(run.decisions).hasSize(27);
        }
    }

    @Test
    void shouldRememberWhatIsStopped() {
        Content content = guarded(ONE_PERCENT).load();
        try (TestRun run = new TestRun(content, new TestWorld())) {
            for (int i = 0; i < 11; i++) {
                strain(run, "press-" + i, Duration.ofSeconds(i));
            }
            run.restore();
            strain(run, "press-11", Duration.ofSeconds(11));

            assertThat(run.decisions).hasSize(11);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%", "101%", "much", "5"})
    void shouldRefuseWhatIsNoShare(String share) {
        assertThat(guarded(share).findings()).hasSize(1).first().satisfies(finding -> {
            assertThat(finding.where()).startsWith("rules/machine-maintenance/overstrain.drl");
            assertThat(finding.what()).contains("@maxShare( \"" + share + "\" ) is no share such as 20%");
        });
    }
}
