package io.casewire.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.drl.FactShape.FieldType;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class RuleCompilerTest {
    private static final FactShape READING = new FactShape(
            "Reading", Map.of("torque", FieldType.NUMBER, "wear", FieldType.NUMBER, "mode", FieldType.TEXT));
    private static final FactShape LIMITS = new FactShape("Limits", Map.of("overstrain", FieldType.NUMBER));
    private static final String OVERSTRAIN =
            """
            package press
            // The press is driven beyond what its type bears.
            rule "press/overstrain"
              @purpose( maintenance ) @severity( high ) @hold( "3m" )
            when
              $limits : Limits()
              $reading : Reading( torque * wear > $limits.overstrain )
            then
              conditions.holds( $reading, $limits );
            end
            """;

    private final List<Finding> findings = new ArrayList<>();

    /** Takes down which rules reported; public, because the rules' generated code calls it. */
    public static final class Recorder implements Reporter {
        private final List<String> reported = new ArrayList<>();
        private final List<Object[]> said = new ArrayList<>();
        private String rule = "";

        @Override
        public void about(String name, List<Object> facts) {
            rule = name;
        }

        public void holds(Object... facts) {
            reported.add(rule + " on " + facts.length);
            said.add(facts);
        }

        public void says(String what, String how) {
            said.add(new Object[] {what, how});
        }
    }

    @Test
    void shouldFireOnlyWhereTheConditionHolds() {
        // Given
        RuleBase base = compile(OVERSTRAIN);
        Recorder recorder = new Recorder();
        Fact limits = base.newFact("Limits").with(Map.of("overstrain", 12_000.0));

        // When
        try (RuleSession session = base.newSession(recorder)) {
            session.run(List.of(limits, base.newFact("Reading").with(Map.of("torque", 71.0, "wear", 211.0))));
            session.run(List.of(limits, base.newFact("Reading").with(Map.of("torque", 7.0, "wear", 211.0))));
            session.run(List.of(limits, base.newFact("Reading").with(Map.of("torque", 71.0))));
        }

        // Then
        assertThat(recorder.reported).containsExactly("press/overstrain on 2");
    }

    @Test
    void shouldDescribeWhatARuleReads() {
        // When
        RuleDescription rule = compile(OVERSTRAIN).rules().get(0);

        // Then
        assertThat(rule.name()).isEqualTo("press/overstrain");
        assertThat(rule.place()).endsWith(":3:1");
        assertThat(rule.annotations())
                .containsEntry("purpose", "maintenance")
                .containsEntry("severity", "high")
                .containsEntry("hold", "3m");
        assertThat(rule.reads()).containsExactly("Limits.overstrain", "Reading.torque", "Reading.wear");
    }

    @Test
    void shouldNameFileAndLineOfASyntaxError() {
        // When
        refuse(OVERSTRAIN.replace("rule \"press/overstrain\"", "rule \"press/overstrain"));

        // Then
        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.RULE_SYNTAX);
            assertThat(finding.where()).startsWith("rules/press/overstrain.drl:");
        });
    }

    @Test
    void shouldNameFileAndLineOfAnUnknownField() {
        // When
        refuse(OVERSTRAIN.replace("torque * wear", "torqe * wear"));

        // Then
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.RULE_FIELD);
            assertThat(finding.where()).isEqualTo("rules/press/overstrain.drl:7:23");
            assertThat(finding.what()).contains("torqe");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "torque * wear >= 10 ; true ; false",
                "(torque + wear) / 2 >= 3.5 && torque < 6 ; true ; false",
                "9 < wear * torque, torque - wear == 3 ; true ; false",
                "torque * wear >= 10 || mode == \"a-b\" ; true ; true",
                "mode == \"torque*wear\" ; false ; false",
                "-torque < -4, mode in (\"auto\", \"manual\") ; true ; false",
                "$t : torque * 2, wear > 1 ; true ; true",
                "torque % 2 == 1, mode matches \"a.*\" ; true ; true",
                "torque * 3 > wear + 12.5, mode != null ; true ; false",
            })
    void shouldMeanTheSameWhicheverWayItIsCompiled(String constraint, boolean first, boolean second) {
        // Given
        RuleBase base = compile(
                """
                package press
                rule "press/any" when
                  $reading : Reading( %s )
                then
                  conditions.holds( $reading );
                end
                """
                        .formatted(constraint));

        // When: often enough that Drools compiles the constraint
        for (int i = 0; i < 50; i++) {
            Recorder recorder = new Recorder();
            try (RuleSession session = base.newSession(recorder)) {
                Fact fact = base.newFact("Reading");
                session.run(List.of(fact.with(Map.of("torque", 5.0, "wear", 2.0, "mode", "auto"))));
                boolean one = recorder.reported.size() == 1;
                recorder.reported.clear();
                session.run(List.of(fact.with(Map.of("torque", 1.0, "wear", 4.0, "mode", "a-b"))));

                // Then
                assertThat(one).isEqualTo(first);
                assertThat(recorder.reported.size() == 1).isEqualTo(second);
            }
        }
    }

    @Test
    void shouldReadWhatBelongsToAFact() {
        // Given
        FactShape reading = new FactShape("Reading", READING.fields(), Map.of("limits", LIMITS));
        String rule =
                """
                package press
                rule "press/limits.overstrain"
                when
                  // Not limits.torque
                  $reading : Reading( torque > limits.overstrain, mode != "limits.overstrain" )
                then
                  conditions.holds( $reading );
                end
                """;
        RuleCompiler compiler = new RuleCompiler("press", "conditions", Recorder.class, "holds", List.of(reading));
        RuleBase base = Objects.requireNonNull(
                compiler.compile(List.of(new RuleFile("rules/press/overstrain.drl", rule)), findings::add));
        Recorder recorder = new Recorder();

        // When
        try (RuleSession session = base.newSession(recorder)) {
            Fact fact = base.newFact("Reading").with("limits", Map.of("overstrain", 10.0));
            session.run(List.of(fact.with(Map.of("torque", 11.0, "mode", "auto"))));
            session.run(List.of(fact.with(Map.of("torque", 9.0, "mode", "auto"))));
            session.run(List.of(fact.with(Map.of("torque", 11.0, "mode", "limits.overstrain"))));
            session.run(List.of(fact.with("limits", Map.of()).with(Map.of("torque", 11.0))));
        }
        compiler.compile(
                List.of(new RuleFile("rules/press/wrong.drl", rule.replace("> limits.overstrain", "> limits.nothing"))),
                findings::add);

        // Then
        assertThat(recorder.reported).containsExactly("press/limits.overstrain on 1");
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.RULE_FIELD);
            assertThat(finding.where()).isEqualTo("rules/press/wrong.drl:5:32");
            assertThat(finding.what()).contains("limits.nothing");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reading()",
                "Limits() Reading( torque > 1 )",
                "Reading( torque > 1 ) or Reading( wear > 100 )",
                "not Reading( torque > 100 )",
                "exists Reading( torque > 1 )",
                "$t : Reading( torque > 1 ) Limits( overstrain > $t.torque )",
                "Number( intValue > 0 ) from accumulate( Reading( $t : torque ), count( $t ) ) Reading( torque > 1 )",
            })
    void shouldEvaluateRulesWhateverTheyBeginWith(String patterns) {
        // Given: twice, since what is the same must not be told of one of them only
        String rule = "rule \"press/%s\" when %s then conditions.holds(); end\n";
        RuleBase base =
                compile("package press\n" + rule.formatted("one", patterns) + rule.formatted("other", patterns));
        Recorder recorder = new Recorder();
        Set<String> measured = new HashSet<>();

        // When
        try (RuleSession session = base.newSession(recorder, (name, nanos) -> measured.add(name))) {
            for (int i = 0; i < RuleClock.EVERY; i++) {
                session.run(List.of(
                        base.newFact("Limits").with(Map.of("overstrain", 10.0)),
                        base.newFact("Reading").with(Map.of("torque", 5.0, "wear", 2.0, "mode", "auto"))));
            }
        }

        // Then
        assertThat(recorder.reported)
                .containsOnly("press/one on 0", "press/other on 0")
                .contains("press/one on 0", "press/other on 0");
        assertThat(measured).containsExactlyInAnyOrder("press/one", "press/other");
    }

    @Test
    void shouldTellWhichFieldsHaveNoValue() {
        // Given
        FactShape shape = new FactShape("Reading", READING.fields(), Map.of("limits", LIMITS));
        RuleBase base =
                Objects.requireNonNull(new RuleCompiler("press", "conditions", Recorder.class, "holds", List.of(shape))
                        .compile(List.of(), findings::add));
        Fact fact = base.newFact("Reading");
        List<String> fields = List.of("torque", "wear", "mode", "limits.overstrain");

        // Then: of one reading after another, and of each part for itself
        assertThat(missing(fact, fields)).containsExactlyElementsOf(fields);
        fact.with(Map.of("torque", 1.0, "mode", "auto"));
        assertThat(missing(fact, fields)).containsExactly("wear", "limits.overstrain");
        fact.with("limits", Map.of("overstrain", 2.0)).with(Map.of("wear", 3.0));
        assertThat(missing(fact, fields)).containsExactly("torque", "mode");
        fact.with("limits", Map.of()).with(Map.of("torque", 1.0, "wear", 3.0, "mode", "auto"));
        assertThat(missing(fact, fields)).containsExactly("limits.overstrain");
    }

    private static List<String> missing(Fact fact, List<String> fields) {
        return fields.stream()
                .filter(field -> fact.missing().get(fact.place(field)))
                .toList();
    }

    @Test
    void shouldRefuseAnActionThatDoesMoreThanReport() {
        // When
        refuse(OVERSTRAIN.replace("conditions.holds( $reading, $limits );", "System.exit( 0 );"));

        // Then
        assertThat(findings).extracting(Finding::code).containsExactly(FindingCode.RULE_ACTION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // The last two only a compiler understands.
                "conditions.holds(); | []",
                "conditions.holds( $torque, $reading ); | [71.0, fact]",
                "conditions.holds( \"too, much\", $torque ); | [too, much, 71.0]",
                "conditions.says( \"torque\", $mode ); | [torque, bending]",
                "conditions.holds( $torque * 2 ); | [142.0]",
                "conditions.says( \"a\\\"b\", null ); | [a\"b, null]"
            })
    void shouldReportWhatTheThenPartSays(String then, String reported) {
        // Given
        RuleBase base = compile(saying(then));
        Recorder recorder = new Recorder();

        // When
        try (RuleSession session = base.newSession(recorder)) {
            session.run(List.of(
                    base.newFact("Limits").with(Map.of("overstrain", 1.0)),
                    base.newFact("Reading").with(Map.of("torque", 71.0, "wear", 2.0, "mode", "bending"))));
        }

        // Then
        Object[] said = recorder.said.get(0);
        assertThat(recorder.said).hasSize(1);
        assertThat(Arrays.stream(said)
                        .map(it -> it instanceof TimedFact ? "fact" : it)
                        .toList())
                .hasToString(reported);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conditions.holds( $readin );",
                "conditions.says( \"torque\" );",
                "conditions.says( \"torque\", $torque );",
                "conditions.holds( \"no end );",
                "conditions.holds( $reading, );"
            })
    void shouldNameTheLineOfAThenPartThatMakesNoSense(String then) {
        // When
        refuse(saying(then));

        // Then
        assertThat(findings).isNotEmpty().allSatisfy(finding -> assertThat(finding.where())
                .startsWith("rules/press/overstrain.drl:"));
    }

    private static String saying(String then) {
        return OVERSTRAIN
                .replace("torque * wear > ", "$torque : torque, $mode : mode, torque * wear > ")
                .replace("conditions.holds( $reading, $limits );", then);
    }

    @Test
    void shouldGoOnTheSameWayForEver() {
        // Given
        RuleBase base = compile(OVERSTRAIN);
        Recorder recorder = new Recorder();
        Fact limits = base.newFact("Limits").with(Map.of("overstrain", 12_000.0));
        Fact reading = base.newFact("Reading");

        // When: so often that the session has to renew itself
        try (RuleSession session = base.newSession(recorder)) {
            for (int i = 0; i < 50_000; i++) {
                session.run(List.of(limits, reading.with(Map.of("torque", i % 2 == 0 ? 71.0 : 7.0, "wear", 211.0))));
            }
        }

        // Then
        assertThat(recorder.reported).hasSize(25_000);
    }

    @Test
    void shouldRefuseImports() {
        // When
        refuse(OVERSTRAIN.replace("package press", "package press\nimport java.io.File"));

        // Then
        assertThat(findings).extracting(Finding::code).containsExactly(FindingCode.RULE_IMPORT);
    }

    @Test
    void shouldStopRulesThatNeverEnd() {
        // Given
        RuleBase base = compile(OVERSTRAIN);
        Fact limits = base.newFact("Limits").with(Map.of("overstrain", 1.0));
        List<Fact> crowd = new ArrayList<>(List.of(limits));
        for (int i = 0; i < 2_500; i++) {
            crowd.add(base.newFact("Reading").with(Map.of("torque", 2.0, "wear", 1.0)));
        }

        // When / Then
        try (RuleSession session = base.newSession(new Recorder())) {
            assertThatThrownBy(() -> session.run(crowd)).isInstanceOf(RuleLoopException.class);
        }
    }

    private RuleBase compile(String drl) {
        RuleBase base = compiler().compile(List.of(new RuleFile("rules/press/overstrain.drl", drl)), findings::add);
        assertThat(findings).isEmpty();
        return Objects.requireNonNull(base);
    }

    private void refuse(String drl) {
        assertThat(compiler().compile(List.of(new RuleFile("rules/press/overstrain.drl", drl)), findings::add))
                .isNull();
    }

    private static RuleCompiler compiler() {
        return new RuleCompiler("press", "conditions", Recorder.class, "holds|says|clears", List.of(READING, LIMITS));
    }
}
