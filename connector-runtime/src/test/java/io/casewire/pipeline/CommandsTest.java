package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.mapping.Command;
import io.casewire.stream.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What devices are told, and until when it is of use. */
class CommandsTest {
    private static final String HEAD =
            """
            apiVersion: casewire.io/v1
            kind: Command
            name: slow-down
            on: [opened, reopened]
            expires: 2m
            """;

    private final TestWorld world = new TestWorld();

    private TestRun run(String more) {
        return new TestRun(
                TestContent.shipped()
                        .with("mappings/slow-down.yaml", HEAD + more)
                        .load(),
                world);
    }

    @Test
    void shouldTellADeviceOnceAndExplainIt() {
        try (TestRun run = run("parameters:\n  - { name: limit, from: .limits.maxOverstrain }\n")) {
            Step step = run.deliver("press-7", Duration.ofSeconds(30), TestRun.payload(TestRun.START, 70, 240));

            Command command = step.commands().get(0);
            assertThat(step.commands()).hasSize(1);
            assertThat(command.device()).isEqualTo("press-7");
            assertThat(command.parameters().get("limit").asDouble()).isEqualTo(12_000);
            assertThat(command.expiresAt())
                    .as("by the event's time, not by when it was heard of")
                    .isEqualTo(TestRun.START.plusSeconds(120).toEpochMilli());
            Explanation explanation = step.explanations().get(0);
            assertThat(explanation.commands()).singleElement().satisfies(told -> assertThat(told.id())
                    .isEqualTo(command.id()));
            assertThat(Json.read(Json.bytes(explanation), Explanation.class).commands())
                    .isEqualTo(explanation.commands());

            // And: nothing more when it is over
            assertThat(run.deliver(
                                    "press-7",
                                    Duration.ofSeconds(60),
                                    TestRun.payload(TestRun.START.plusSeconds(60), 50, 10))
                            .commands())
                    .isEmpty();
        }
    }

    @Test
    void shouldSayWhyACommandCouldNotBeMade() {
        try (TestRun run = run("parameters:\n  - { name: limit, from: .device.openCase, whenMissing: reject }\n")) {
            Step step = run.deliver("press-7", Duration.ofSeconds(1), TestRun.payload(TestRun.START, 70, 240));

            assertThat(step.commands()).isEmpty();
            assertThat(step.writes()).isNotEmpty();
            assertThat(step.explanations().get(0).stages().toString())
                    .contains("MAPPING-002 mappings/slow-down.yaml:7:5 limit");
        }
    }

    @Test
    void shouldFindMistakes() {
        assertThat(findings("expires: 2m", "expires: 2m\nparameters: [{ name: a, from: .limits.maxOverstrian }]"))
                .contains("CONTENT-003 mappings/slow-down.yaml:", "Did you mean limits.maxOverstrain?");
        assertThat(findings("name: slow-down", "name: slow_down")).contains("mappings/slow-down.yaml:3");
        // A broker refuses to keep anything for that long.
        assertThat(findings("expires: 2m", "expires: 99999d")).contains("slow-down.yaml:5", "at most 1d");
        assertThat(findings("expires: 2m", "expires: 0s")).contains("slow-down.yaml:5");
        assertThat(findings("expires: 2m", "expires: soon")).contains("mappings/slow-down.yaml:5");
        assertThat(findings("on: [opened, reopened]", "on: [opened]\ndomains: [pumps]"))
                .contains("'pumps'");
        assertThat(findings("expires: 2m", "expires: 2m\nparameters: [{ name: a, from: now() }]"))
                .contains("CONTENT-005 mappings/slow-down.yaml:6");
    }

    private static String findings(String correct, String wrong) {
        return TestContent.shipped()
                .with("mappings/slow-down.yaml", HEAD.replace(correct, wrong))
                .findings()
                .toString();
    }
}
