package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.content.Content;
import io.casewire.mapping.Write;
import io.casewire.model.FindingCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An expression that fails on some readings. */
class RefusedTest {
    private static final Content CONTENT = TestContent.shipped()
            .with(
                    "mappings/signal.yaml",
                    """
                    apiVersion: casewire.io/v1
                    kind: Mapping
                    name: signal
                    from: decision
                    on: [opened]
                    target: { event: Casewire_Signal__e }
                    fields:
                      - { target: Device_Id__c, from: number(.reading.type) }
                    """)
            .load();

    private static Step reading(TestRun run, String device, String type) {
        return run.deliver(
                device,
                Duration.ofSeconds(1),
                """
                {"ts":"%s","type":"%s","airTemperature":300.0,"processTemperature":311.0,\
                "rotationalSpeed":1400,"torque":70.0,"toolWear":240}"""
                        .formatted(TestRun.START, type));
    }

    @Test
    void shouldMakeTheRestAndSayWhatItCouldNot() {
        try (TestRun run = new TestRun(CONTENT, new TestWorld())) {
            Step fails = reading(run, "press", "L");

            assertThat(fails.writes())
                    .extracting(Write::mapping)
                    .contains("case")
                    .doesNotContain("signal");
            assertThat(fails.refused()).isNotEmpty().allSatisfy(finding -> {
                assertThat(finding.code()).isEqualTo(FindingCode.MAPPING_EXPRESSION);
                assertThat(finding.where()).isEqualTo("mappings/signal.yaml:8:5");
            });
            assertThat(fails.explanations().toString()).contains("MAPPING-001");

            assertThat(reading(run, "mill", "7").writes())
                    .extracting(Write::mapping)
                    .contains("case", "signal");
        }
    }
}
