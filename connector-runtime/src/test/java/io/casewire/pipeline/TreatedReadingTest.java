package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.consent.Pseudonyms;
import io.casewire.mapping.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What rules, signals, writes and explanations see of readings whose fields tell of a person. */
class TreatedReadingTest {
    private static final String FORMAT = "mappings/formats/machine-maintenance.yaml";
    private static final String PURPOSES = "consent/purposes.yaml";
    private static final String GEO = "Individual.HasOptedOutGeoTracking";
    private static final Pseudonyms KEYS = new Pseudonyms(Map.of(Instant.EPOCH, "a-secret-of-thirty-two-characters"));

    /** Machines that tell where they are, who is at them, and how she is. */
    private static TestContent content() {
        return TestContent.shipped()
                .change(
                        FORMAT,
                        text -> text
                                + """
                          - { name: latitude, type: number, dataClass: location }
                          - { name: badge, type: text, dataClass: identifier }
                          - { name: pulse, type: number, dataClass: health }
                        """)
                .change(PURPOSES, text -> text + "    dataClasses: [location, identifier, health]\n")
                .change(
                        "mappings/case.yaml",
                        text -> text
                                + """
                          - { target: Latitude__c, from: .reading.latitude }
                          - { target: Moved__c, from: .signals.moved }
                          - { target: Badge__c, from: .reading.badge }
                          - { target: Pulse__c, from: .reading.pulse }
                        """)
                .withSignals(
                        "rules/machine-maintenance/signals.yaml", "{ name: moved, function: change, of: latitude }");
    }

    private static TestWorld person(Map<String, Boolean> flags) {
        return new TestWorld().person("press-7", "0PK1", flags);
    }

    private static void deliver(TestRun run, Duration after, double latitude, boolean strained) {
        deliver(run, "press-7", after, latitude, strained);
    }

    private static void deliver(TestRun run, String device, Duration after, double latitude, boolean strained) {
        String payload = TestRun.payload(TestRun.START.plus(after), strained ? 71 : 40, 211);
        String told = ",\"latitude\":" + latitude + ",\"badge\":\"badge-17\",\"pulse\":140}";
        run.deliver(device, after, payload.substring(0, payload.length() - 1) + told);
    }

    private static Map<String, JsonNode> lastCase(TestRun run) {
        Write last = run.writes.stream()
                .filter(write -> write.mapping().equals("case"))
                .reduce((first, second) -> second)
                .orElseThrow();
        Map<String, JsonNode> fields = new TreeMap<>(last.create());
        fields.putAll(last.always());
        return fields;
    }

    @Test
    void shouldShowToAPurposeWhatItNeedsAndLawAllows() {
        try (TestRun run = new TestRun(content().load(), person(Map.of()))) {
            // When
            deliver(run, Duration.ZERO, 48.137, true);

            // Then
            assertThat(lastCase(run))
                    .hasEntrySatisfying(
                            "Latitude__c", it -> assertThat(it.asDouble()).isEqualTo(48.137))
                    .hasEntrySatisfying(
                            "Badge__c", it -> assertThat(it.asText()).isEqualTo("badge-17"))
                    .doesNotContainKey("Pulse__c");
            assertThat(run.explanations.get(0).values()).containsKey("latitude").doesNotContainKey("pulse");
            assertThat(run.explanations
                            .get(0)
                            .verdicts()
                            .get("machine-maintenance")
                            .treated())
                    .hasEntrySatisfying("health", why -> assertThat(why)
                            .isEqualTo("mask: needs explicit consent (GDPR, Art. 9);"
                                    + " no authorization (HIPAA, 45 CFR 164.508)"));
            assertThat(run.writes.get(0).treated()).contains("health=mask");
        }
    }

    @Test
    void shouldNotShowWhatThePurposeDoesNotNeed() {
        TestContent content =
                content().change(PURPOSES, text -> text.replace("[location, identifier, health]", "[usage]"));
        try (TestRun run = new TestRun(content.load(), person(Map.of()))) {
            // When
            deliver(run, Duration.ZERO, 48.137, true);

            // Then
            assertThat(lastCase(run)).doesNotContainKeys("Latitude__c", "Moved__c", "Badge__c", "Pulse__c");
        }
    }

    @Test
    void shouldCoarsenWhereSomebodyIsWhoOptedOutOfGeotracking() {
        try (TestRun run = new TestRun(content().load(), person(Map.of(GEO, true)))) {
            // When
            deliver(run, Duration.ZERO, 48.137, false);
            deliver(run, Duration.ofSeconds(10), 48.295, true);

            // Then
            assertThat(lastCase(run).get("Latitude__c").asDouble()).isEqualTo(48.2);
            assertThat(lastCase(run).get("Moved__c").asDouble()).isCloseTo(0.1, Offset.offset(1e-9));
            assertThat(run.explanations.get(run.explanations.size() - 1).values())
                    .containsEntry("latitude", 48.2);
        }
    }

    /** Most readings are judged as the one before. */
    @Test
    void shouldNotMistakeOneForTheOther() {
        TestWorld world = person(Map.of()).person("press-8", "0PK2", Map.of(GEO, true));
        try (TestRun run = new TestRun(content().load(), world)) {
            // Given
            for (int second = 0; second < 4; second++) {
                deliver(run, "press-7", Duration.ofSeconds(second), 48.137, false);
                deliver(run, "press-8", Duration.ofSeconds(second), 48.137, false);
            }

            // When / Then
            deliver(run, "press-7", Duration.ofSeconds(10), 48.295, true);
            assertThat(lastCase(run).get("Latitude__c").asDouble()).isEqualTo(48.295);
            assertThat(lastCase(run).get("Moved__c").asDouble()).isCloseTo(0.158, Offset.offset(1e-9));
            deliver(run, "press-8", Duration.ofSeconds(10), 48.295, true);
            assertThat(lastCase(run).get("Latitude__c").asDouble()).isEqualTo(48.2);
            assertThat(lastCase(run).get("Moved__c").asDouble()).isCloseTo(0.1, Offset.offset(1e-9));
        }
    }

    /** How far it went from a place would tell of the place. */
    @Test
    void shouldComputeASignalAnewWhenLessMayBeSeen() {
        TestWorld world = person(Map.of());
        try (TestRun run = new TestRun(content().load(), world)) {
            // Given
            deliver(run, Duration.ZERO, 10.0, false);

            // When
            world.person("press-7", "0PK1", Map.of(GEO, true));
            deliver(run, Duration.ofSeconds(10), 48.137, true);

            // Then
            assertThat(lastCase(run)).containsKey("Latitude__c").doesNotContainKey("Moved__c");
        }
    }

    @Test
    void shouldNotJudgeWhatMayNotBeSeen() {
        TestContent content = content()
                .change(
                        "rules/machine-maintenance/power.drl",
                        text -> text
                                + """

                        rule "machine-maintenance/exhausted"
                          @purpose( "machine-maintenance" )
                          @severity( "high" )
                        when
                          $reading : Reading( pulse > 120 )
                        then
                          conditions.holds( $reading );
                        end
                        """)
                .change(
                        "rules/machine-maintenance/texts.yaml",
                        text -> text.replace(
                                "machine-maintenance/power:",
                                """
                        machine-maintenance/exhausted:
                              subject: Exhausted
                              reason: Exhausted
                            machine-maintenance/power:"""));
        TestContent treatment = content.change(PURPOSES, text -> text + "    activities: [treatment]\n");
        try (TestRun seen = new TestRun(treatment.load(), person(Map.of()))) {
            deliver(seen, Duration.ZERO, 48.137, false);
            assertThat(seen.decisions).hasSize(1);
        }
        TestContent other = content.change(PURPOSES, text -> text.replace("    activities: [treatment]\n", ""));
        try (TestRun masked = new TestRun(other.load(), person(Map.of()))) {
            deliver(masked, Duration.ZERO, 48.137, false);
            assertThat(masked.decisions).isEmpty();
        }
    }

    @Test
    void shouldNamePeopleAtWorkByPseudonyms() {
        TestContent content = content().change(PURPOSES, text -> text + "    activities: [employment]\n");
        try (TestRun run = new TestRun(content.load(), new TestWorld(), KEYS);
                TestRun without = new TestRun(content.load(), new TestWorld())) {
            // When
            deliver(run, Duration.ZERO, 48.137, true);
            deliver(without, Duration.ZERO, 48.137, true);

            // Then
            assertThat(lastCase(run).get("Badge__c").asText()).startsWith("p-");
            assertThat(lastCase(without)).doesNotContainKey("Badge__c");
            assertThat(content.load().needsPseudonyms()).isTrue();
            assertThat(TestContent.shipped().load().needsPseudonyms()).isFalse();
        }
    }

    @Test
    void shouldCutTimesWhereAPolicySaysSo() {
        TestContent content = content()
                .with(
                        "consent/policies/hours.drl",
                        """
                package consent

                rule "hours/by the hour"
                when
                  Party( kind == "person" )
                then
                  verdicts.coarsen( "time", "1h", "nobody's minutes are of interest" );
                end
                """);
        content.change(
                "consent/policies/cases/gdpr.yaml",
                text -> text.replaceAll(
                        "(treated: \\{ (?!identifier: mask, health: mask, employment)[^}]*) }",
                        "$1, time: coarsen 1h }"));
        content.change(
                "consent/policies/cases/ccpa.yaml",
                text -> text.replaceAll("(treated: \\{[^}]*) }", "$1, time: coarsen 1h }"));
        content.change(
                "consent/policies/cases/hipaa.yaml",
                text -> text.replaceAll("(treated: \\{[^}]*) }", "$1, time: coarsen 1h }"));
        content.change(
                "consent/policies/cases/employment.yaml",
                text -> text.replaceAll("(treated: \\{ usage[^}]*) }", "$1, time: coarsen 1h }"));
        try (TestRun run = new TestRun(content.load(), person(Map.of()))) {
            // When
            deliver(run, Duration.ofMinutes(25), 48.137, true);

            // Then
            assertThat(lastCase(run).get("Casewire_First_Seen__c").asText()).isEqualTo(TestRun.START.toString());
        }
    }
}
