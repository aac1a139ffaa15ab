package io.casewire.drl;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.drl.FactShape.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RuleTimesTest {
    private static final int MEASURED = 5;
    private static final FactShape READING =
            new FactShape("Reading", Map.of("torque", FieldType.NUMBER, "mode", FieldType.TEXT));
    private static final String QUICK = "torque > 10";
    /** Looks at all ways to divide the text before it says no. */
    private static final String SLOW = "mode matches \".*.*.*b\"";

    private final Map<String, List<Long>> times = new HashMap<>();

    @Test
    void shouldTellTheTimeOfEachRule() {
        // When
        run(QUICK, SLOW, QUICK);

        // Then
        assertThat(times).hasSize(3).allSatisfy((rule, nanos) -> assertThat(nanos)
                .hasSize(MEASURED)
                .allSatisfy(each -> assertThat(each).isNotNegative()));
        assertThat(typical("1")).isGreaterThan(20 * typical("0")).isGreaterThan(20 * typical("2"));
    }

    @Test
    void shouldTellTheTimeOfARuleThatFires() {
        // When
        run(SLOW, "torque > 1", "torque > 1 || " + SLOW);

        // Then
        assertThat(times).hasSize(3);
        assertThat(typical("0")).isGreaterThan(20 * typical("1"));
        assertThat(typical("1")).isPositive();
        // What is true already is not looked at further.
        assertThat(typical("0")).isGreaterThan(20 * typical("2"));
    }

    private long typical(String rule) {
        return Objects.requireNonNull(times.get(rule)).stream()
                .sorted()
                .skip(MEASURED / 2)
                .findFirst()
                .orElseThrow();
    }

    private void run(String... constraints) {
        List<RuleFile> files = new ArrayList<>();
        for (int i = 0; i < constraints.length; i++) {
            files.add(new RuleFile(
                    i + ".drl",
                    "package press\nrule \"" + i + "\"\nwhen\n  $reading : Reading( " + constraints[i]
                            + " )\nthen\n  conditions.holds( $reading );\nend\n"));
        }
        RuleBase base = Objects.requireNonNull(new RuleCompiler(
                        "press", "conditions", RuleCompilerTest.Recorder.class, "holds|clears", List.of(READING))
                .compile(files, finding -> {
                    throw new AssertionError(finding);
                }));
        Fact reading = base.newFact("Reading").with(Map.of("torque", 5.0, "mode", "a".repeat(80)));
        try (RuleSession session = base.newSession(
                new RuleCompilerTest.Recorder(), (rule, nanos) -> times.computeIfAbsent(rule, it -> new ArrayList<>())
                        .add(nanos))) {
            for (int i = 0; i < MEASURED * RuleClock.EVERY; i++) {
                session.run(List.of(reading));
            }
        }
    }
}
