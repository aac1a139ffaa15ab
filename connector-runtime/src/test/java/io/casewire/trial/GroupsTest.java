package io.casewire.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import io.casewire.ingest.Group.Per;
import io.casewire.ingest.VirtualDevice;
import io.casewire.mapping.Write;
import io.casewire.model.FindingCode;
import io.casewire.stream.RecordingRun;
import io.casewire.stream.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines that are heard together, and a rule about their average tool wear within a minute. */
public class GroupsTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final String ACCOUNT = "001000000000001AAA";
    private static final String STRAINED = "sites/strained";
    private static final String FILE = "mappings/groups/site.yaml";

    private final TestWorld world = new TestWorld();
    private final List<Trial.Happened> happened = new ArrayList<>();

    /** For five minutes, each every ten seconds. */
    private void speak(Trial trial, Map<String, Integer> wears) {
        speak(trial, wears, 0, 300);
    }

    private void speak(Trial trial, Map<String, Integer> wears, int from, int to) {
        for (int second = from; second < to; second += 10) {
            Instant at = START.plusSeconds(second);
            wears.forEach((device, wear) ->
                    happened.addAll(trial.message("devices/" + device + "/telemetry", Telemetry.reading(at, wear), at)
                            .happened()));
        }
    }

    private Trial trial(Per per) {
        return new Trial(content(per).load(), 10_000, world, world, START);
    }

    private List<Decision> decisions() {
        return happened.stream().flatMap(it -> it.step().decisions().stream()).toList();
    }

    private List<Write> cases() {
        return happened.stream()
                .flatMap(it -> it.step().writes().stream())
                .filter(write -> write.mapping().equals("case"))
                .toList();
    }

    @Test
    void shouldDecideOnWhatAllMachinesOfAnAccountSay() {
        try (Trial trial = trial(Per.ACCOUNT)) {
            // When: none by itself says anything unusual, and together they do
            speak(trial, Map.of("press-1", 20, "press-2", 50, "press-3", 50));

            // Then
            assertThat(decisions().get(0).transition()).isEqualTo(Transition.OPENED);
            assertThat(decisions()).allSatisfy(decision -> {
                assertThat(decision.rule().name()).isEqualTo(STRAINED);
                assertThat(decision.episode()).startsWith("site@account:" + ACCOUNT + "|");
            });
            assertThat(cases()).singleElement().satisfies(write -> {
                assertThat(write.create().get("AccountId").asText()).isEqualTo(ACCOUNT);
                assertThat(write.create()).doesNotContainKeys("AssetId", "ContactId");
                assertThat(write.create().get("Subject").asText()).matches("All machines: (38|39|4[0-2])[.0-9]* min");
            });
        }
    }

    @Test
    void shouldDecideNothing_whenTheirAverageIsBelow() {
        try (Trial trial = trial(Per.ACCOUNT)) {
            speak(trial, Map.of("press-1", 5, "press-2", 50, "press-3", 50));

            assertThat(decisions()).isEmpty();
        }
    }

    @Test
    void shouldTellTheGatewaysAsset_andHearOnlyWhoBelongsToTheSame() {
        // Given: by themselves those two would be above; the third is somebody else's by now
        world.under("gateway-7", "press-1").under("gateway-7", "press-2").under("gateway-7", "press-3");
        world.soldTo("press-3", "001000000000009AAA", START.minusSeconds(1));
        try (Trial trial = trial(Per.GATEWAY)) {
            // When
            speak(trial, Map.of("press-1", 45, "press-2", 45, "press-3", 0, "press-9", 0));

            // Then
            assertThat(cases()).singleElement().satisfies(write -> {
                assertThat(write.key()).startsWith("site@gateway:gateway-7|");
                assertThat(write.create().get("AssetId").asText()).isEqualTo("02igateway-7");
                assertThat(write.create().get("Subject").asText()).isEqualTo("All machines: 45 min");
            });
        }
    }

    @Test
    void shouldHearOfAPersonOnlyWhatSheAgreedTo() {
        // Given
        world.person("press-1", "0PK1", Map.of());
        try (Trial trial = trial(Per.PARTY)) {
            speak(trial, Map.of("press-1", 45));
            assertThat(cases()).singleElement().satisfies(write -> assertThat(
                            write.create().get("ContactId").asText())
                    .isEqualTo("003000000000001AAA"));
        }

        // When: nothing is known of what she agrees to
        happened.clear();
        world.withdrawn("0PK1");
        try (Trial trial = trial(Per.PARTY)) {
            speak(trial, Map.of("press-1", 45));

            // Then
            assertThat(decisions()).isEmpty();
            assertThat(happened.stream().flatMap(it -> it.step().groupReadings().stream()))
                    .isNotEmpty()
                    .allSatisfy(reading -> assertThat(reading.values()).isEmpty());
        }
    }

    @Test
    void shouldForgetWhatItHeard_whenAPersonWithdraws() {
        // Given
        world.person("press-1", "0PK1", Map.of());
        try (Trial trial = trial(Per.PARTY)) {
            speak(trial, Map.of("press-1", 45), 0, 300);
            assertThat(cases()).hasSize(1);

            // When: she withdraws, and agrees again a moment later
            world.withdrawn("0PK1");
            speak(trial, Map.of("press-1", 45), 300, 310);
            world.person("press-1", "0PK1", Map.of());
            happened.clear();
            speak(trial, Map.of("press-1", 45), 310, 360);

            // Then: the window of a minute begins anew
            assertThat(decisions()).isEmpty();
            speak(trial, Map.of("press-1", 45), 360, 420);
            assertThat(decisions().get(0).transition()).isEqualTo(Transition.OPENED);
        }
    }

    @Test
    void shouldNoticeThatNoneOfThemSaysAnything() {
        TestContent silent = content(Per.ACCOUNT)
                .change(
                        "mappings/signals/sites.yaml",
                        yaml -> yaml + "  - { name: silent, function: silence, window: 2m }\n")
                .change(
                        "rules/sites/strained.drl",
                        drl -> drl.replace(
                                "signals.together > limits.together",
                                "signals.together > limits.together || signals.silent == true"));
        try (Trial trial = new Trial(silent.load(), 10_000, world, world, START)) {
            speak(trial, Map.of("press-1", 10), 0, 100);

            // When: only somebody else's machine speaks
            world.soldTo("press-9", "001000000000009AAA", START.minusSeconds(1));
            speak(trial, Map.of("press-9", 10), 100, 400);

            // Then
            assertThat(decisions())
                    .anySatisfy(decision -> assertThat(decision.episode()).startsWith("site@account:" + ACCOUNT + "|"));
        }
    }

    @Test
    void shouldNotBeMadeLate_byAClockThatIsAhead() {
        try (Trial trial = trial(Per.ACCOUNT)) {
            Instant ahead = START.plus(Duration.ofMinutes(90));
            happened.addAll(trial.message("devices/press-1/telemetry", Telemetry.reading(ahead, 45), START)
                    .happened());

            speak(trial, Map.of("press-2", 45));

            assertThat(decisions().get(0).transition()).isEqualTo(Transition.OPENED);
        }
    }

    @Test
    void shouldLetNobodySpeakInTheNameOfAll() {
        try (Trial trial = trial(Per.ACCOUNT)) {
            assertThat(trial.message(
                                    "devices/site@account:" + ACCOUNT + "/telemetry",
                                    Telemetry.reading(START, 45),
                                    START)
                            .refused())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.code()).isEqualTo(FindingCode.INGEST_NO_DEVICE));
        }
    }

    @Test
    void shouldHearNobodyWhomNoOneNamedYet() {
        world.soldTo("press-1", "001000000000002AAA", START.minusSeconds(1));
        try (Trial trial = trial(Per.ACCOUNT)) {
            speak(trial, Map.of("press-1", 45));

            assertThat(heard()).isZero();
        }
    }

    @Test
    void shouldHearNoPersonsDevice_amongAnAccounts() {
        world.person("press-1", "0PK1", Map.of());
        try (Trial trial = trial(Per.ACCOUNT)) {
            speak(trial, Map.of("press-1", 45));

            assertThat(happened.stream().flatMap(it -> it.step().groupReadings().stream()))
                    .isEmpty();
        }
    }

    @Test
    void shouldNotHearTheSameTwice() {
        try (Trial trial = trial(Per.ACCOUNT)) {
            speak(trial, Map.of("press-1", 45));
            int heard = heard();
            speak(trial, Map.of("press-1", 45));

            assertThat(heard).isEqualTo(30);
            assertThat(heard()).isEqualTo(heard);
        }
    }

    private int heard() {
        return (int) happened.stream()
                .flatMap(it -> it.step().groupReadings().stream())
                .count();
    }

    @Test
    void shouldDecideTheSameInARecording_whateverTheNumberOfThreads() throws Exception {
        List<String> made = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            List<io.casewire.trial.Decided> partitions =
                    Stream.generate(io.casewire.trial.Decided::new).limit(4).toList();
            try (RecordingRun run =
                    new RecordingRun(content(Per.ACCOUNT).load(), 10_000, world, world, START, partitions, threads)) {
                for (int second = 0; second < 300; second += 10) {
                    Instant at = START.plusSeconds(second);
                    for (int i = 0; i < 12; i++) {
                        run.message("devices/press-" + i + "/telemetry", Telemetry.reading(at, 45 - i / 4), false, at);
                    }
                }
                run.end(START.plus(Duration.ofMinutes(10)));
            }
            io.casewire.trial.Decided all = io.casewire.trial.Decided.of(partitions);
            assertThat(all.cases()).hasSize(1);
            made.add(all.digest());
        }
        assertThat(made.get(0)).isEqualTo(made.get(1));
    }

    @ParameterizedTest
    @CsvSource({
        "of: machine-maintenance, of: machine-maintenence, 6, there is no format 'machine-maintenence'. Did you mean",
        "per: account, per: site, 7, account",
        "fields: [toolWear], fields: [toolWaer], 10, have no field 'toolWaer'. Did you mean",
        "fields: [toolWear], fields: [type], 10, is a text",
        "purpose: machine-maintenance, purpose: health-care, 9, do not serve 'health-care'",
        "domain: sites, domain: machine-maintenance, 8, a group needs a domain of its own",
        "name: site, name: machine-maintenance, '', a second format machine-maintenance"
    })
    void shouldSayWhatIsWrong(String right, String wrong, String line, String what) {
        assertThat(content(Per.ACCOUNT)
                        .change(FILE, yaml -> yaml.replace(right + "\n", wrong + "\n"))
                        .findings()
                        .toString())
                .contains(line.isEmpty() ? FILE : FILE + ":" + line, what);
    }

    @Test
    void shouldReadItsOwnIds() {
        VirtualDevice device = new VirtualDevice("site", Per.GATEWAY, "a@b:c");
        assertThat(VirtualDevice.parse(device.id())).isEqualTo(device);
        assertThat(VirtualDevice.parse("press@home:1")).isNull();
        assertThat(VirtualDevice.parse("site@account:")).isNull();
    }

    private static TestContent content(Per per) {
        return addTo(TestContent.shipped(), per);
    }

    public static TestContent addTo(TestContent content, Per per) {
        return content.with(
                        FILE,
                        """
                        # Machines of one owner
                        apiVersion: casewire.io/v1
                        kind: Group

                        name: site
                        of: machine-maintenance
                        per: %s
                        domain: sites
                        purpose: machine-maintenance
                        fields: [toolWear]
                        """
                                .formatted(per.label()))
                .with(
                        "mappings/signals/sites.yaml",
                        """
                        apiVersion: casewire.io/v1
                        kind: Signals
                        domain: sites
                        purpose: machine-maintenance
                        signals:
                          - { name: together, function: average, of: toolWear, window: 1m }
                        """)
                .with(
                        "rules/sites/strained.drl",
                        """
                        package sites

                        rule "sites/strained"
                          @purpose( "machine-maintenance" ) @severity( "high" )
                        when
                          $reading : Reading( signals.together > limits.together )
                        then
                          conditions.holds( $reading );
                        end
                        """)
                .with(
                        "rules/sites/limits.csv",
                        "limit,device.model,value,unit,description\ntogether,,38,min,all of them\n")
                .with(
                        "rules/sites/texts.yaml",
                        """
                        apiVersion: casewire.io/v1
                        kind: Texts
                        domain: sites
                        languages:
                          en:
                            sites/strained:
                              subject: "All machines: {signals.together}"
                              reason: "Together they are worn {signals.together}, above {limits.together}"
                        """);
    }
}
