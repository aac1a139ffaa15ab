package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.Decision;
import io.casewire.episodes.MaintenanceWindow.OfDevice;
import io.casewire.episodes.MaintenanceWindow.Weekly;
import io.casewire.identity.Device;
import io.casewire.model.Finding;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While somebody works on a device nothing is decided about it, and afterwards what is still so. */
class MaintenanceTest {
    private static final String FILE = "mappings/maintenance.yaml";
    private static final double STRAINED = 71;
    private static final double EASY = 40;
    private static final double WEAR = 211;

    /** From an hour after the start, for two hours. */
    private static final String WINDOW =
            """
            apiVersion: casewire.io/v1
            kind: Maintenance
            windows:
              - name: New bearings in hall 3
                devices: ["press-*"]
                from: 2026-03-01T09:00:00Z
                to: 2026-03-01T11:00:00Z
            """;

    private static TestContent content() {
        return TestContent.shipped().with(FILE, WINDOW);
    }

    private static void deliver(TestRun run, String device, Duration after, double torque) {
        run.deliver(device, after, TestRun.payload(TestRun.START.plus(after), torque, WEAR));
    }

    @Test
    void shouldDecideNothingAboutThoseDevicesMeanwhile() {
        try (TestRun run = new TestRun(content().load(), new TestWorld())) {
            deliver(run, "press-7", Duration.ofMinutes(60), STRAINED);
            deliver(run, "press-7", Duration.ofMinutes(179), STRAINED);
            deliver(run, "mill-1", Duration.ofMinutes(61), STRAINED);
            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()))
                    .containsExactly("mill-1");

            deliver(run, "press-7", Duration.ofMinutes(180), STRAINED);

            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()))
                    .containsExactly("mill-1", "press-7");
        }
    }

    @Test
    void shouldLeaveWhatWasOpenAsItIs() {
        try (TestRun run = new TestRun(content().load(), new TestWorld())) {
            deliver(run, "press-7", Duration.ZERO, STRAINED);
            deliver(run, "press-7", Duration.ofMinutes(61), EASY);
            assertThat(run.decisions).hasSize(1);

            deliver(run, "press-7", Duration.ofMinutes(181), EASY);

            assertThat(run.decisions).extracting(it -> it.transition().label()).containsExactly("opened", "cleared");
        }
    }

    @Test
    void shouldTellASilenceThatOutlastsIt() {
        TestContent silent = silent(content());
        try (TestRun run = new TestRun(silent.load(), new TestWorld())) {
            // Given: two fall silent before the work, and another keeps the source alive
            deliver(run, "press-7", Duration.ofMinutes(55), EASY);
            deliver(run, "press-8", Duration.ofMinutes(55), EASY);
            for (int minute = 56; minute < 200; minute++) {
                deliver(run, "mill-1", Duration.ofMinutes(minute), EASY);
                if (minute == 175) {
                    deliver(run, "press-8", Duration.ofMinutes(minute), EASY);
                }
                if (minute < 180) {
                    assertThat(run.decisions).as("minute %s", minute).isEmpty();
                }
            }

            // Then: press-7 is told when the work is over; press-8 was heard meanwhile
            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()), Decision::at)
                    .containsExactly(
                            tuple("press-7", Instant.parse("2026-03-01T11:00:00Z")),
                            tuple("press-8", Instant.parse("2026-03-01T11:05:00Z")));
        }
    }

    /** Of ten minutes. */
    private static TestContent silent(TestContent content) {
        return content.withSilence("")
                .change("mappings/signals/silence.yaml", yaml -> yaml.replace("window: 2m", "window: 10m"));
    }

    @Test
    void shouldOpenNothingThatWasOverMeanwhile() {
        TestContent holding = content()
                .change(
                        "rules/machine-maintenance/overstrain.drl",
                        drl -> drl.replace("@severity( \"high\" )", "@severity( \"high\" ) @hold( \"10m\" )"));
        try (TestRun run = new TestRun(holding.load(), new TestWorld())) {
            deliver(run, "press-7", Duration.ofMinutes(55), STRAINED);
            deliver(run, "press-8", Duration.ofMinutes(55), STRAINED);
            deliver(run, "press-7", Duration.ofMinutes(70), EASY);
            deliver(run, "press-8", Duration.ofMinutes(70), STRAINED);

            run.advanceTo(TestRun.START.plus(Duration.ofMinutes(180)));

            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()))
                    .containsExactly("press-8");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    # a Sunday in March 2026, from 22:00 to 04:00 in Berlin; on the 29th clocks go forward at 02:00
                    2026-03-22T20:59:59Z, -
                    2026-03-22T21:00:00Z, 2026-03-23T03:00:00Z
                    2026-03-23T02:59:59Z, 2026-03-23T03:00:00Z
                    2026-03-23T03:00:00Z, -
                    2026-03-23T21:30:00Z, -
                    2026-03-29T20:00:00Z, 2026-03-30T02:00:00Z
                    """)
    void shouldComeAgainEveryWeek(Instant at, Instant until) {
        Weekly window = new Weekly(
                EnumSet.of(DayOfWeek.SUNDAY), LocalTime.of(22, 0), LocalTime.of(4, 0), ZoneId.of("Europe/Berlin"));

        assertThat(window.until(device(Map.of()), at)).isEqualTo(until);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    2026-03-01T09:00:00Z, 2026-03-01T11:00:00Z, 2026-03-01T08:59:59Z, -
                    2026-03-01T09:00:00Z, 2026-03-01T11:00:00Z, 2026-03-01T09:00:00Z, 2026-03-01T11:00:00Z
                    2026-03-01T09:00:00Z, 2026-03-01T11:00:00Z, 2026-03-01T11:00:00Z, -
                    # begun whenever it was
                    -,                    2026-03-01T11:00:00Z, 2026-01-01T00:00:00Z, 2026-03-01T11:00:00Z
                    # nobody said until when
                    2026-03-01T09:00:00Z, -,                    2026-03-01T10:00:00Z, -
                    -,                    -,                    2026-03-01T10:00:00Z, -
                    # no time
                    2026-03-01T09:00:00Z, 2026-03-01,           2026-02-28T10:00:00Z, -
                    """)
    void shouldBeWhenTheOrgSaysSo(@Nullable String from, @Nullable String to, Instant at, @Nullable Instant until) {
        Map<String, String> said = new TreeMap<>();
        if (from != null) {
            said.put("maintenanceFrom", from);
        }
        if (to != null) {
            said.put("maintenanceTo", to);
        }

        assertThat(new OfDevice("maintenanceFrom", "maintenanceTo").until(device(said), at))
                .isEqualTo(until);
    }

    @Test
    void shouldDecideNothingAboutADeviceUntilTheTimeThatItsAssetSays() {
        try (TestRun run = new TestRun(
                TestContent.shipped().load(),
                new TestWorld().saying("press-7", Map.of("maintenanceTo", "2026-03-01T11:00:00Z")))) {
            deliver(run, "press-7", Duration.ofMinutes(179), STRAINED);
            deliver(run, "mill-1", Duration.ofMinutes(179), STRAINED);
            deliver(run, "press-7", Duration.ofMinutes(180), STRAINED);

            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()))
                    .containsExactly("mill-1", "press-7");
        }
    }

    @Test
    void shouldTellASilenceSoonAfterWorkThatEndsBeforeItWasSaid() {
        TestWorld world = new TestWorld().saying("press-7", Map.of("maintenanceTo", "2026-03-02T08:00:00Z"));
        try (TestRun run = new TestRun(silent(TestContent.shipped()).load(), world)) {
            deliver(run, "press-7", Duration.ZERO, EASY);
            for (int minute = 1; minute <= 130; minute++) {
                deliver(run, "mill-1", Duration.ofMinutes(minute), EASY);
                if (minute == 115) {
                    assertThat(run.decisions).isEmpty();
                    world.saying("press-7", Map.of("maintenanceTo", "2026-03-01T09:55:00Z"));
                }
            }

            assertThat(run.decisions).singleElement().satisfies(decision -> {
                assertThat(Decision.device(decision.episode())).isEqualTo("press-7");
                assertThat(decision.at()).isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
            });
        }
    }

    private static Device device(Map<String, String> said) {
        return Objects.requireNonNull(
                new TestWorld().saying("press-7", said).find("press-7", TestRun.START, TestRun.START));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-03-01T11:00:00Z | 2026-02-01T11:00:00Z | it ends before it begins
                    2026-03-01T11:00:00Z | tomorrow             | tomorrow
                    New bearings in hall 3 | ''                 | name
                    press-*              | ''                   | devices
                    """)
    void shouldSayWhatIsWrong(String right, String wrong, String said) {
        assertThat(TestContent.shipped()
                        .with(FILE, WINDOW.replace(right, wrong))
                        .findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.where()).startsWith(FILE))
                .anySatisfy(finding -> assertThat(finding.toString()).contains(said));
    }

    @Test
    void shouldSayThatAZoneIsUnknown() {
        TestContent content = TestContent.shipped()
                .with(
                        FILE,
                        WINDOW.replace(
                                "    from: 2026-03-01T09:00:00Z\n    to: 2026-03-01T11:00:00Z\n",
                                "    weekly: { days: [sunday], from: \"22:00\", to: \"04:00\", zone: Europe/Berline }\n"));

        assertThat(content.findings()).extracting(Finding::what).anyMatch(what -> what.contains("Europe/Berline"));
        assertThat(Set.copyOf(content.findings())).hasSize(1);
    }
}
