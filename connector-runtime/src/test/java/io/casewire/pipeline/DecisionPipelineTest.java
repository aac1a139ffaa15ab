package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.consent.Consent;
import io.casewire.content.Content;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import io.casewire.mapping.Write;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionPipelineTest {
    private static final String RULE = "rules/machine-maintenance/overstrain.drl";
    private static final String TEXTS = "rules/machine-maintenance/texts.yaml";
    /** 71 Nm at 211 min: above the 12,000 min Nm that a type M bears. */
    private static final double STRAINED = 71;

    private static final double MILD = 65;
    private static final double EASY = 40;
    /** With a lower limit of 9,000 minutes times newton metres. */
    private static final double BETWEEN = 50;

    @Test
    void shouldEndTextsThatTheOrgWouldRefuseForTheirLength() {
        String device = "a-machine-with-a-long-name-".repeat(9);
        try (TestRun run = run(TestContent.shipped())) {
            run.deliver(device, Duration.ZERO, TestRun.payload(TestRun.START, STRAINED, 211));

            Write opened = caseWrites(run).get(0);
            assertThat(opened.create().get("Subject").asText())
                    .startsWith("Machine a-machine-with")
                    .hasSize(255)
                    .endsWith("…");
            assertThat(opened.always().get("Casewire_Reason__c").asText()).endsWith("8:00:00 AM.");
        }
    }

    @Test
    void shouldSayInASentenceWhatHappened() {
        try (TestRun run = run(TestContent.shipped())) {
            // When
            strain(run, Duration.ZERO, STRAINED);

            // Then
            Write opened = caseWrites(run).get(0);
            assertThat(opened.create().get("Subject").asText())
                    .isEqualTo("Machine press-7: torque 71 Nm at wear 211 min (limit 12,000 min·Nm)");
            assertThat(opened.always().get("Casewire_Reason__c").asText())
                    .isEqualTo("Machine press-7: torque 71 Nm at wear 211 min for 0 s (limit 12,000 min·Nm for type M),"
                            + " since Mar 1, 2026, 8:00:00 AM.");
            assertThat(opened.create().get("Subject").asText()).doesNotContain("machine-maintenance");
        }
    }

    @Test
    void shouldOpenUpdateClearAndReopenOneEpisode() {
        try (TestRun run = run(TestContent.shipped())) {
            // When
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofSeconds(10), STRAINED);
            strain(run, Duration.ofSeconds(70), STRAINED);
            strain(run, Duration.ofSeconds(80), EASY);
            strain(run, Duration.ofSeconds(90), STRAINED);
            strain(run, Duration.ofSeconds(100), EASY);
            strain(run, Duration.ofMinutes(60), STRAINED);

            // Then
            assertThat(transitions(run))
                    .containsExactly(
                            Transition.OPENED,
                            Transition.UPDATED,
                            Transition.CLEARED,
                            Transition.REOPENED,
                            Transition.CLEARED,
                            Transition.OPENED);
            assertThat(run.decisions.stream().map(Decision::episode).distinct()).hasSize(2);
            assertThat(run.decisions).extracting(Decision::count).startsWith(1L, 2L, 3L);
        }
    }

    @Test
    void shouldWriteTheCaseOfALongEpisodeOnlyWhenItOpensAndClears() {
        try (TestRun run = run(TestContent.shipped())) {
            // When: one hour, a reading every ten seconds
            for (int i = 0; i < 360; i++) {
                strain(run, Duration.ofSeconds(10L * i), STRAINED + i * 0.01);
            }
            strain(run, Duration.ofHours(1), EASY);

            // Then
            assertThat(caseWrites(run)).hasSize(2);
            assertThat(writes(run, "episode")).hasSizeBetween(55, 62);
        }
    }

    @Test
    void shouldWaitForTheHoldTime() {
        TestContent content = TestContent.shipped()
                .change(RULE, text -> text.replace("@severity( \"high\" )", "@severity( \"high\" ) @hold( \"3m\" )"));
        try (TestRun run = run(content)) {
            // Given: it holds for a minute, then not
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofSeconds(60), EASY);
            assertThat(run.decisions).isEmpty();

            // When: it holds, and the device says no more
            strain(run, Duration.ofSeconds(120), STRAINED);
            run.advanceTo(TestRun.START.plusSeconds(299));
            assertThat(run.decisions).isEmpty();
            run.advanceTo(TestRun.START.plusSeconds(301));

            // Then
            assertThat(transitions(run)).containsExactly(Transition.OPENED);
            assertThat(run.decisions.get(0).at()).isEqualTo(TestRun.START.plusSeconds(300));
        }
    }

    private static TestContent withHysteresis() {
        return TestContent.shipped()
                .change("rules/machine-maintenance/limits.csv", text -> text + "calmOverstrain,,9000,min·Nm,\n")
                .change(
                        RULE,
                        text -> text
                                + """

                        rule "machine-maintenance/overstrain is over"
                          @purpose( "machine-maintenance" ) @clears( "machine-maintenance/overstrain" )
                        when
                          $reading : Reading( toolWear * torque < limits.calmOverstrain )
                        then
                          conditions.clears( $reading );
                        end
                        """);
    }

    @Test
    void shouldClearWhenAnyOfTheRulesThatClearSaysSo() {
        TestContent withAnother = withHysteresis()
                .change(
                        RULE,
                        text -> text
                                + """

                rule "machine-maintenance/torque is gone"
                  @purpose( "machine-maintenance" ) @clears( "machine-maintenance/overstrain" )
                when
                  $reading : Reading( signals.torqueMean < 10 )
                then
                  conditions.clears( $reading );
                end
                """)
                .withSignals(
                        "mappings/signals/torque.yaml",
                        "{ name: torqueMean, function: average, of: torque, window: 1h }");
        try (TestRun run = run(withAnother)) {
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofSeconds(10), EASY);

            assertThat(run.decisions)
                    .extracting(Decision::transition)
                    .containsExactly(Transition.OPENED, Transition.CLEARED);
        }
    }

    @Test
    void shouldClearWhileWhatOpenedItIsMissing() {
        TestContent needsType = withHysteresis()
                .change(
                        "mappings/formats/machine-maintenance.yaml",
                        yaml -> yaml.replace("max: 20000, required: true", "max: 20000"))
                .change(
                        RULE,
                        drl -> drl.replace(
                                "toolWear * torque > limits.maxOverstrain",
                                "toolWear * torque > limits.maxOverstrain, rotationalSpeed > 0"));
        try (TestRun run = run(needsType)) {
            strain(run, Duration.ofSeconds(0), STRAINED);
            Duration later = Duration.ofSeconds(10);
            run.deliver("press-7", later, payload(later, EASY).replaceFirst("\"rotationalSpeed\":\\d+,", ""));

            assertThat(run.decisions)
                    .extracting(Decision::transition)
                    .containsExactly(Transition.OPENED, Transition.CLEARED);
        }
    }

    private static TestContent withRaise() {
        return TestContent.shipped()
                .change("rules/machine-maintenance/limits.csv", text -> text + "hardOverstrain,,14500,min·Nm,\n")
                .change(
                        RULE,
                        text -> text
                                + """

                        rule "machine-maintenance/overstrain is hard"
                          @purpose( "machine-maintenance" ) @raises( "machine-maintenance/overstrain" ) @severity( "critical" )
                        when
                          $reading : Reading( toolWear * torque > limits.hardOverstrain )
                        then
                          conditions.holds( $reading );
                        end
                        """);
    }

    @Test
    void shouldTellAtOnceThatItIsWorse_andWithTheNextUpdateThatItIsLessBad() {
        try (TestRun run = run(withRaise())) {
            // When: 13,715, then 14,981, and back
            strain(run, Duration.ofSeconds(0), MILD);
            strain(run, Duration.ofSeconds(5), STRAINED);
            strain(run, Duration.ofSeconds(10), STRAINED);
            strain(run, Duration.ofSeconds(15), MILD);
            strain(run, Duration.ofSeconds(64), MILD);
            strain(run, Duration.ofSeconds(70), MILD);
            strain(run, Duration.ofSeconds(75), EASY);

            // Then: one episode, one Case
            assertThat(transitions(run))
                    .containsExactly(Transition.OPENED, Transition.RAISED, Transition.LOWERED, Transition.CLEARED);
            assertThat(run.decisions)
                    .extracting(Decision::severity)
                    .containsExactly(Severity.HIGH, Severity.CRITICAL, Severity.HIGH, Severity.HIGH);
            assertThat(run.decisions.stream().map(Decision::episode).distinct()).hasSize(1);
            assertThat(caseWrites(run)).extracting(Write::severity).startsWith(Severity.HIGH, Severity.CRITICAL);
            assertThat(caseWrites(run)
                            .get(1)
                            .always()
                            .get("Casewire_Severity__c")
                            .asText())
                    .isEqualTo("critical");
        }
    }

    @Test
    void shouldOpenWithTheSeverityOfThatMoment_andKeepItWhenItClears() {
        try (TestRun run = run(withRaise())) {
            // When
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofSeconds(5), EASY);
            strain(run, Duration.ofSeconds(10), MILD);

            // Then
            assertThat(transitions(run)).containsExactly(Transition.OPENED, Transition.CLEARED, Transition.REOPENED);
            assertThat(run.decisions)
                    .extracting(Decision::severity)
                    .containsExactly(Severity.CRITICAL, Severity.CRITICAL, Severity.HIGH);
        }
    }

    @Test
    void shouldRaiseAtOnceWhenTheRuleThatRaisesReadsASilence() {
        TestContent content = withRaise()
                .withSignals("mappings/signals/silence.yaml", "{ name: silent, function: silence, window: 5m }")
                .change(
                        RULE,
                        text -> text.replace(
                                "toolWear * torque > limits.hardOverstrain",
                                "signals.silent == true, toolWear * 0 < limits.hardOverstrain"));
        try (TestRun run = run(content)) {
            strain(run, Duration.ZERO, STRAINED);
            for (int i = 0; i <= 6; i++) {
                run.deliver("press-8", Duration.ofMinutes(i), payload(Duration.ofMinutes(i), EASY));
            }

            assertThat(transitions(run)).containsExactly(Transition.OPENED, Transition.RAISED);
        }
    }

    @Test
    void shouldKeepTheSeverityWhileItIsNotKnown() {
        TestContent content = withRaise()
                .withSignals(
                        "mappings/signals/mean.yaml", "{ name: mean, function: average, of: toolWear, window: 10m }")
                .change(
                        RULE,
                        text -> text.replace(
                                "toolWear * torque > limits.hardOverstrain",
                                "signals.mean * torque > limits.hardOverstrain"));
        try (TestRun run = run(content)) {
            // When: the mean is missing for the first ten minutes
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofMinutes(5), STRAINED);
            strain(run, Duration.ofMinutes(11), STRAINED);

            // Then
            assertThat(run.decisions)
                    .extracting(Decision::severity)
                    .containsExactly(Severity.HIGH, Severity.HIGH, Severity.CRITICAL);
        }
    }

    @Test
    void shouldNotTakeForHeldWhatFellBackBetweenTheLimits() {
        TestContent content = withHysteresis()
                .change(RULE, text -> text.replace("@severity( \"high\" )", "@severity( \"high\" ) @hold( \"3m\" )"));
        try (TestRun run = run(content)) {
            // Given: above for a moment, then between the two
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofSeconds(60), BETWEEN);

            // When
            run.advanceTo(TestRun.START.plusSeconds(400));

            // Then
            assertThat(run.decisions).isEmpty();

            // And: it begins anew
            strain(run, Duration.ofSeconds(500), STRAINED);
            run.advanceTo(TestRun.START.plusSeconds(679));
            assertThat(run.decisions).isEmpty();
            run.advanceTo(TestRun.START.plusSeconds(681));
            assertThat(transitions(run)).containsExactly(Transition.OPENED);
        }
    }

    @Test
    void shouldClearOnlyBelowTheLowerThresholdOfAHysteresis() {
        TestContent content = withHysteresis();
        try (TestRun run = run(content)) {
            // When: 14,981, then 10,550 between the two, then 8,440
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofSeconds(10), BETWEEN);
            assertThat(transitions(run)).containsExactly(Transition.OPENED);
            strain(run, Duration.ofSeconds(20), EASY);

            // Then
            assertThat(transitions(run)).containsExactly(Transition.OPENED, Transition.CLEARED);
        }
    }

    @Test
    void shouldChangeNothingWhereAnInputIsMissing() {
        TestContent content = TestContent.shipped()
                .change(
                        "mappings/formats/machine-maintenance.yaml",
                        text -> text.replace(
                                "name: toolWear, type: number, unit: min, min: 0, max: 10000, required: true",
                                "name: toolWear, type: number, unit: min, min: 0, max: 10000"));
        try (TestRun run = run(content)) {
            // Given
            strain(run, Duration.ZERO, STRAINED);

            // When: a reading without tool wear
            run.deliver(
                    "press-7",
                    Duration.ofSeconds(5),
                    payload(Duration.ofSeconds(5), EASY).replaceAll(",\"toolWear\":[0-9.]+", ""));

            // Then
            assertThat(transitions(run)).containsExactly(Transition.OPENED);
            assertThat(run.state("press-7").openEpisodes()).isEqualTo(1);
        }
    }

    @Test
    void shouldNotDecideOnLateOrRetainedReadings() {
        try (TestRun run = run(TestContent.shipped())) {
            // When
            run.deliver(
                    "press-7",
                    Duration.ZERO,
                    true,
                    payload(Duration.ZERO, STRAINED).getBytes(StandardCharsets.UTF_8));
            strain(run, Duration.ofSeconds(60), EASY);
            run.deliver("press-7", Duration.ofSeconds(70), payload(Duration.ofSeconds(30), STRAINED));

            // Then
            assertThat(run.decisions).isEmpty();
        }
    }

    @Test
    void shouldTellSilenceOfADeviceFromSilenceOfItsSource() {
        TestContent content = withSilence();
        try (TestRun run = run(content)) {
            // Given: two devices, of which one falls silent while the other goes on
            strain(run, Duration.ZERO, EASY);
            for (int i = 0; i <= 11; i++) {
                run.deliver("press-8", Duration.ofMinutes(i), payload(Duration.ofMinutes(i), EASY));
            }
            assertThat(run.decisions).singleElement().satisfies(it -> assertThat(it.episode())
                    .startsWith("press-7|machine-maintenance/silent|"));

            // When: nobody says anything for an hour
            run.advanceTo(TestRun.START.plus(Duration.ofHours(1)));

            // Then: press-8 is unheard, not silent
            assertThat(run.decisions)
                    .filteredOn(it -> it.episode().startsWith("press-8"))
                    .isEmpty();

            // And: the silent one clears when it speaks
            run.deliver("press-7", Duration.ofHours(2), payload(Duration.ofHours(2), EASY));
            assertThat(run.decisions.get(run.decisions.size() - 1).transition()).isEqualTo(Transition.CLEARED);
        }
    }

    @Test
    void shouldHoldReadingsOfAnUnknownDeviceAndReleaseThemInOrder() {
        TestWorld world = new TestWorld().knownFrom("press-7", TestRun.START.plusSeconds(60));
        try (TestRun run = new TestRun(TestContent.shipped().load(), world)) {
            // Given
            strain(run, Duration.ofSeconds(0), EASY);
            strain(run, Duration.ofSeconds(10), STRAINED);
            strain(run, Duration.ofSeconds(20), EASY);
            assertThat(run.decisions).isEmpty();
            assertThat(run.state("press-7").waiting()).isEqualTo(3);

            // When
            run.advanceTo(TestRun.START.plusSeconds(63));

            // Then: registered once, then decided in order
            assertThat(writes(run, "register-asset")).hasSize(1);
            assertThat(transitions(run)).containsExactly(Transition.OPENED, Transition.CLEARED);
            assertThat(run.state("press-7").waiting()).isZero();
        }
    }

    @Test
    void shouldDeadLetterWhatAnUnknownDeviceSendsBeyondItsRoom() {
        TestWorld world = new TestWorld().knownFrom("press-7", TestRun.START.plus(Duration.ofDays(9)));
        TestContent content = TestContent.shipped()
                .change("mappings/identity.yaml", text -> text.replace("heldPerDevice: 100", "heldPerDevice: 3"));
        try (TestRun run = new TestRun(content.load(), world)) {
            // When
            for (int i = 0; i < 5; i++) {
                strain(run, Duration.ofSeconds(i), EASY);
            }

            // Then
            assertThat(run.deadLetters)
                    .hasSize(2)
                    .allSatisfy(it -> assertThat(it.finding().code()).isEqualTo(FindingCode.IDENTITY_HELD_FULL));
        }
    }

    @Test
    void shouldBoundTheBytesThatWaitForOneDevice() {
        TestWorld world = new TestWorld().knownFrom("press-7", TestRun.START.plus(Duration.ofDays(9)));
        try (TestRun run = new TestRun(TestContent.shipped().load(), world)) {
            // When: each has 200 KiB
            for (int i = 0; i < 4; i++) {
                Duration at = Duration.ofSeconds(i);
                run.deliver("press-7", at, payload(at, EASY) + " ".repeat(200 * 1024));
            }

            // Then
            assertThat(run.state("press-7").waiting()).isEqualTo(2);
            assertThat(run.deadLetters).hasSize(2);
        }
    }

    @Test
    void shouldRegisterNoMoreDevicesADayThanDeclared() {
        Instant never = TestRun.START.plus(Duration.ofDays(9));
        TestWorld world = new TestWorld().knownFrom("press-7", never).knownFrom("press-8", never);
        TestContent content = TestContent.shipped()
                .change("mappings/identity.yaml", text -> text.replace("perDay: 10000", "perDay: 1"));
        try (TestRun run = new TestRun(content.load(), world)) {
            // When
            Step first = run.deliver("press-7", Duration.ZERO, payload(Duration.ZERO, EASY));
            Step second = run.deliver("press-8", Duration.ZERO, payload(Duration.ZERO, EASY));

            // Then
            assertThat(first.ended()).extracting(Step.Ended::code).containsExactly("IDENTITY-001");
            assertThat(second.ended()).extracting(Step.Ended::code).containsExactly("IDENTITY-003");
            assertThat(writes(run, "register-asset")).hasSize(1);

            // When: another day
            run.advanceTo(TestRun.START.plus(Duration.ofDays(1)));

            // Then
            assertThat(writes(run, "register-asset")).hasSize(2);
        }
    }

    @Test
    void shouldKeepTheDeviceInAnEpisodesKeyWhateverItIsCalled() {
        TestWorld world = new TestWorld().knownFrom("line|2%7C", TestRun.START);
        try (TestRun run = new TestRun(TestContent.shipped().load(), world)) {
            // When
            run.deliver("line|2%7C", Duration.ZERO, payload(Duration.ZERO, STRAINED));

            // Then
            String key = run.decisions.get(0).episode();
            assertThat(key.split("\\|")).hasSize(3);
            assertThat(Decision.device(key)).isEqualTo("line|2%7C");
        }
    }

    @Test
    void shouldForgetWhatItKnewOfAPartyThatObjects() {
        TestWorld world = new TestWorld()
                .person(
                        "press-7",
                        "0PK1",
                        Map.of("Individual.HasOptedOutProcessing", false, "Individual.ShouldForget", false));
        try (TestRun run = new TestRun(TestContent.shipped().load(), world)) {
            // Given
            strain(run, Duration.ZERO, STRAINED);
            assertThat(run.state("press-7").openEpisodes()).isEqualTo(1);

            // When
            world.person(
                    "press-7",
                    "0PK1",
                    Map.of("Individual.HasOptedOutProcessing", true, "Individual.ShouldForget", false));
            strain(run, Duration.ofSeconds(10), STRAINED);

            // Then
            assertThat(run.decisions).hasSize(1);
            assertThat(run.state("press-7").openEpisodes()).isZero();
            assertThat(run.state("press-7").last()).isNull();
        }
    }

    @Test
    void shouldDenyAPersonWithoutARecordAndAFlagNobodyMaySee() {
        TestWorld world = new TestWorld()
                .personWithoutRecord("press-7", "0PK1")
                .person(
                        "press-8",
                        new Consent(
                                "0PK2",
                                Map.of("Individual.ShouldForget", false),
                                List.of(),
                                false,
                                Consent.AGE_UNKNOWN));
        try (TestRun run = new TestRun(TestContent.shipped().load(), world)) {
            // When
            strain(run, Duration.ZERO, STRAINED);
            run.deliver("press-8", Duration.ZERO, payload(Duration.ZERO, STRAINED));

            // Then
            assertThat(run.decisions).isEmpty();
            assertThat(run.explanations).extracting(Explanation::values).containsOnlyNulls();
            assertThat(run.explanations)
                    .extracting(it -> String.valueOf(
                            it.stages().get(it.stages().size() - 1).finding()))
                    .satisfiesExactly(first -> assertThat(first).contains("no record"), second -> assertThat(second)
                            .contains("not visible to the integration user"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "torque":71.0 | "torque":           | QUALITY-001
                    "torque":71.0 | "torc":71.0         | QUALITY-002
                    "torque":71.0 | "torque":"71"       | QUALITY-003
                    "torque":71.0 | "torque":1000.1     | QUALITY-004
                    2026-03-01    | 2036-03-01          | QUALITY-005
                    2026-03-01    | yesterday           | QUALITY-005
                    """)
    void shouldDeadLetterWhatIsMalformed(String right, String wrong, String code) {
        try (TestRun run = run(TestContent.shipped())) {
            // When
            run.deliver("press-7", Duration.ZERO, payload(Duration.ZERO, 71.0).replace(right, wrong));
            strain(run, Duration.ofSeconds(1), STRAINED);

            // Then: the finding carries no payload, and the next reading is decided as if nothing had been
            assertThat(run.deadLetters).singleElement().satisfies(it -> {
                assertThat(it.finding().code().id()).isEqualTo(code);
                assertThat(it.finding().toString()).doesNotContain("1000.1").doesNotContain("\"71\"");
            });
            assertThat(transitions(run)).containsExactly(Transition.OPENED);
        }
    }

    @Test
    void shouldKeepStateBounded() {
        try (TestRun run = run(withSilence())) {
            // When
            for (int i = 0; i < 1_000; i++) {
                strain(run, Duration.ofSeconds(i), i % 2 == 0 ? STRAINED : EASY);
            }

            // Then
            assertThat(run.state("press-7").toBytes()).hasSizeLessThan(1_500);
        }
    }

    private static TestContent withSilence() {
        return TestContent.shipped()
                .withSignals("mappings/signals/machine.yaml", "{ name: silent, function: silence, window: 10m }")
                .with(
                        "rules/machine-maintenance/silent.drl",
                        """
                        package machine_maintenance

                        rule "machine-maintenance/silent"
                          @purpose( "machine-maintenance" ) @severity( "low" )
                        when
                          $reading : Reading( signals.silent == true )
                        then
                          conditions.holds( $reading );
                        end
                        """)
                .change(
                        TEXTS,
                        text -> text
                                + """
                            machine-maintenance/silent:
                              subject: "{device.name} is silent"
                              reason: "{device.name} said nothing since {reading.eventAt}"
                        """);
    }

    @Test
    void shouldKeepWhatAFormerOwnersDeviceDidFromTheNext() {
        Instant sold = TestRun.START.plusSeconds(100);
        TestWorld world = new TestWorld().soldTo("press-7", "001000000000009AAA", sold);
        try (TestRun run = new TestRun(TestContent.shipped().load(), world)) {
            // When: the fault goes on under the next owner, and an old reading comes late
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofSeconds(110), STRAINED);
            Step late = run.deliver("press-7", Duration.ofSeconds(120), payload(Duration.ofSeconds(50), EASY));

            // Then: each has a Case of their own
            assertThat(transitions(run)).containsExactly(Transition.OPENED, Transition.OPENED);
            assertThat(caseWrites(run))
                    .extracting(write -> write.create().get("AccountId").asText())
                    .containsExactly("001000000000001AAA", "001000000000009AAA");
            assertThat(late.explanations().toString()).isNotEmpty();
            assertThat(run.explanations.get(run.explanations.size() - 1).stages())
                    .last()
                    .satisfies(
                            stage -> assertThat(String.valueOf(stage.finding())).contains("IDENTITY-004"));
        }
    }

    @Test
    void shouldNotDecideForAFormerOwnerOnceTheDeviceIsSold() {
        TestContent content = TestContent.shipped()
                .change(RULE, text -> text.replace("@severity( \"high\" )", "@severity( \"high\" ) @hold( \"3m\" )"));
        TestWorld world = new TestWorld().soldTo("press-7", "001000000000009AAA", TestRun.START.plusSeconds(100));
        try (TestRun run = new TestRun(content.load(), world)) {
            // When: it would have been decided after the sale, and the device says no more
            strain(run, Duration.ZERO, STRAINED);
            run.advanceTo(TestRun.START.plusSeconds(3_600));

            // Then
            assertThat(run.decisions).isEmpty();
        }
    }

    @Test
    void shouldGoOnWithADeviceThatIsAssignedToACustomer() {
        String nobody = new TestWorld().registrationAccount(TestRun.START);
        TestWorld world = new TestWorld()
                .soldTo("press-7", nobody, Instant.EPOCH)
                .soldTo("press-7", "001000000000009AAA", TestRun.START.plusSeconds(100));
        try (TestRun run = new TestRun(TestContent.shipped().load(), world)) {
            // When
            strain(run, Duration.ofSeconds(0), STRAINED);
            strain(run, Duration.ofSeconds(170), EASY);

            // Then
            assertThat(transitions(run)).containsExactly(Transition.OPENED, Transition.CLEARED);
        }
    }

    private static TestRun run(TestContent content) {
        Content loaded = content.load();
        return new TestRun(loaded, new TestWorld());
    }

    private static void strain(TestRun run, Duration after, double torque) {
        run.deliver("press-7", after, payload(after, torque));
    }

    private static String payload(Duration after, double torque) {
        Instant ts = TestRun.START.plus(after);
        return TestRun.payload(ts, torque, 211);
    }

    private static List<Transition> transitions(TestRun run) {
        return run.decisions.stream().map(Decision::transition).toList();
    }

    private static List<Write> caseWrites(TestRun run) {
        return writes(run, "case");
    }

    private static List<Write> writes(TestRun run, String mapping) {
        return run.writes.stream().filter(it -> it.mapping().equals(mapping)).toList();
    }
}
