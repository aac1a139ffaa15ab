package io.casewire.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.Decision;
import io.casewire.episodes.MemberChange;
import io.casewire.episodes.RollUps;
import io.casewire.episodes.Transition;
import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import io.casewire.pipeline.Explanation.Decided;
import io.casewire.stream.RecordingRun;
import io.casewire.stream.Trial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Twenty machines under one gateway, and a rule about silence whose Cases are told under it. */
public class RollUpTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final int MACHINES = 20;
    private static final String SILENT = "machine-maintenance/silent";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String ALIVE = "devices/lathe-1/telemetry";

    private final TestWorld world = new TestWorld();
    private Instant alive = START;
    private final List<Trial.Happened> happened = new ArrayList<>();

    private Trial trial() {
        for (int i = 0; i < MACHINES; i++) {
            world.under("gateway-7", "press-" + i);
        }
        return new Trial(content().load(), 10_000, world, world, START);
    }

    /** @param after the start; each a second after the one before */
    private void speak(Trial trial, int from, int to, Duration after) {
        for (int i = from; i < to; i++) {
            Instant at = START.plus(after).plusSeconds(i - from);
            advance(trial, after.plusSeconds(i - from));
            happened.addAll(trial.message("devices/press-" + i + "/telemetry", Telemetry.reading(at, 10), at)
                    .happened());
        }
    }

    /** Somebody else still speaks, so it is not the connection that is silent. */
    private void advance(Trial trial, Duration after) {
        Instant until = START.plus(after);
        for (Instant at = alive; at.isBefore(until); at = at.plusSeconds(10)) {
            happened.addAll(trial.message(ALIVE, Telemetry.reading(at, 10), at).happened());
            alive = at.plusSeconds(10);
        }
        happened.addAll(trial.advanceTo(until));
    }

    private List<Decision> decisions() {
        return happened.stream().flatMap(it -> it.step().decisions().stream()).toList();
    }

    private List<Write> writes(String mapping) {
        return happened.stream()
                .flatMap(it -> it.step().writes().stream())
                .filter(write -> write.mapping().equals(mapping))
                .toList();
    }

    private List<Decided> explained() {
        return happened.stream()
                .flatMap(it -> it.step().explanations().stream())
                .flatMap(it -> it.decisions().stream())
                .toList();
    }

    @Test
    void shouldMakeOneCaseWithALineForEach() {
        try (Trial trial = trial()) {
            // When
            speak(trial, 0, MACHINES, Duration.ZERO);
            advance(trial, MINUTE.multipliedBy(4));

            // Then: gathered since the first of them, and told once more when the last had joined
            assertThat(decisions()).allSatisfy(it -> assertThat(it.episode()).startsWith("gateway-7|" + SILENT + "|"));
            assertThat(decisions().stream().map(Decision::transition))
                    .containsExactly(Transition.OPENED, Transition.UPDATED);
            assertThat(writes("case").stream().map(Write::key).distinct()).hasSize(1);
            Write first = writes("case").get(0);
            assertThat(first.create().get("Subject").asText())
                    .isEqualTo("Machine gateway-7: devices under it are silent");
            assertThat(first.create().get("AssetId").asText()).isEqualTo("02igateway-7");
            String reason = last("case").always().get("Casewire_Reason__c").asText();
            assertThat(reason).startsWith("20 of 20 are silent:\n").contains("Machine press-0, ", "Machine press-19, ");
            assertThat(reason.lines()).hasSize(1 + MACHINES);
            assertThat(last("episode").always().get("Reading_Count__c").asInt()).isEqualTo(MACHINES);

            // And: each machine's own decision says who tells it, and the gateway's which they are
            assertThat(explained().stream().filter(it -> it.under() != null))
                    .hasSize(MACHINES)
                    .allSatisfy(it -> assertThat(it.under()).isEqualTo("gateway-7"));
            assertThat(explained().get(explained().size() - 1).seen().get("RollUp.episodes"))
                    .asString()
                    .contains("press-0|" + SILENT, "press-19|" + SILENT);
        }
    }

    @Test
    void shouldBeOver_whenAllAreBack() {
        try (Trial trial = trial()) {
            speak(trial, 0, MACHINES, Duration.ZERO);
            advance(trial, MINUTE.multipliedBy(4));

            // When: all but one
            speak(trial, 0, MACHINES - 1, MINUTE.multipliedBy(4));
            assertThat(last("case").always().get("Casewire_Cleared_At__c")).isEqualTo(NullNode.getInstance());
            speak(trial, MACHINES - 1, MACHINES, MINUTE.multipliedBy(4).plusSeconds(MACHINES - 1));

            // Then: the Case says who was silent until when
            assertThat(decisions().get(decisions().size() - 1).transition()).isEqualTo(Transition.CLEARED);
            assertThat(last("case").always().get("Casewire_Cleared_At__c").asText())
                    .isEqualTo("2026-03-01T08:04:19Z");
            String reason = last("case").always().get("Casewire_Reason__c").asText();
            assertThat(reason).startsWith("0 of 20 are silent:\n");
            assertThat(reason.lines().skip(1)).hasSize(MACHINES).allMatch(line -> line.contains(" – "));

            // And: who falls silent again soon belongs to it
            advance(trial, MINUTE.multipliedBy(8));
            assertThat(writes("case").stream().map(Write::key).distinct()).hasSize(1);
            assertThat(last("case").always().get("Casewire_Cleared_At__c")).isEqualTo(NullNode.getInstance());
        }
    }

    @Test
    void shouldTellADeviceByItself_whenItHasNoParent_orOneThatBelongsToOthers() {
        world.under("gateway-9", "press-30").under("nowhere", "press-31").under("press-32", "press-32");
        world.soldTo("gateway-9", "001000000000009AAA", START.minus(MINUTE));
        world.knownFrom("nowhere", START.plus(Duration.ofDays(1)));
        try (Trial trial = trial()) {
            speak(trial, 30, 34, Duration.ZERO);
            advance(trial, MINUTE.multipliedBy(4));

            assertThat(writes("case").stream().map(write -> write.key().substring(0, 8)))
                    .containsExactly("press-30", "press-31", "press-32", "press-33");
            assertThat(explained()).allSatisfy(it -> assertThat(it.under()).isNull());
        }
    }

    @Test
    void shouldMakeNoCase_whenAllAreBackBeforeItWasGathered() {
        try (Trial trial = trial()) {
            speak(trial, 0, 1, Duration.ZERO);
            // Silent from two minutes on, and back five seconds later
            speak(trial, 0, 1, Duration.ofSeconds(125));

            advance(trial, Duration.ofSeconds(240));
            assertThat(decisions()).isEmpty();
            assertThat(writes("case")).isEmpty();
        }
    }

    @Test
    void shouldTellNoMoreOfADevice_whenItIsSold() {
        // Given: a person's gateway with two machines, both silent
        for (String device : List.of("gateway-7", "press-0", "press-1")) {
            world.person(device, "0PK1", Map.of());
        }
        try (Trial trial = trial()) {
            speak(trial, 0, 2, Duration.ZERO);
            advance(trial, MINUTE.multipliedBy(4));
            assertThat(last("case").always().get("Casewire_Reason__c").asText()).startsWith("2 of 2 are silent");

            // When: one of them is somebody else's by its next reading
            world.soldTo("press-1", "001000000000009AAA", START.plus(MINUTE.multipliedBy(4)));
            speak(trial, 1, 2, MINUTE.multipliedBy(5));
            advance(trial, MINUTE.multipliedBy(6));

            // Then
            assertThat(last("case").always().get("Casewire_Reason__c").asText()).startsWith("1 of 2 are silent");
        }
    }

    @Test
    void shouldTakeEachChangeOnce_whateverComesTwice() throws Exception {
        RollUps rollUps = RollUps.none();
        MemberChange open = change(1, null);
        MemberChange over = change(2, START.plusSeconds(9));
        MemberChange again = change(3, null);

        assertThat(rollUps.take(over, START)).as("it was never told").isFalse();
        assertThat(rollUps.take(open, START)).isTrue();
        assertThat(rollUps.take(open, START)).isFalse();
        assertThat(rollUps.take(over, START)).isTrue();
        assertThat(rollUps.take(again, START)).isTrue();
        assertThat(rollUps.take(change(4, null), START)).as("it goes on").isFalse();
        assertThat(copy(rollUps).lines(SILENT)).isEqualTo(rollUps.lines(SILENT)).hasSize(1);
    }

    private static MemberChange change(int revision, Instant over) {
        Instant at = START.plusSeconds(revision);
        RollUps.Line line =
                new RollUps.Line("press-1", "Press", "press-1|a|b", at, revision, Severity.HIGH, START, over);
        return new MemberChange("gateway-7", SILENT, line);
    }

    private static RollUps copy(RollUps rollUps) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rollUps.write(new DataOutputStream(bytes));
        return RollUps.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    @Test
    void shouldDecideTheSameInARecording_whateverTheNumberOfThreads() throws Exception {
        trial().close();
        List<Decided1> made = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            List<io.casewire.trial.Decided> partitions =
                    Stream.generate(io.casewire.trial.Decided::new).limit(4).toList();
            try (RecordingRun run =
                    new RecordingRun(content().load(), 10_000, world, world, START, partitions, threads)) {
                for (int i = 0; i < MACHINES; i++) {
                    Instant at = START.plusSeconds(i);
                    run.message("devices/press-" + i + "/telemetry", Telemetry.reading(at, 10), false, at);
                }
                for (int i = MACHINES; i < 300; i += 5) {
                    Instant at = START.plusSeconds(i);
                    run.message(ALIVE, Telemetry.reading(at, 10), false, at);
                }
                run.end(START.plus(MINUTE.multipliedBy(5)));
            }
            io.casewire.trial.Decided all = io.casewire.trial.Decided.of(partitions);
            made.add(new Decided1(all.cases().size(), all.digest()));
        }
        assertThat(made.get(0)).isEqualTo(made.get(1));
        assertThat(made.get(0).cases()).isOne();
    }

    private record Decided1(int cases, String digest) {}

    @Test
    void shouldSayWhatIsMissing() {
        String rule = "rules/machine-maintenance/silent.drl";
        String texts = "rules/machine-maintenance/texts.yaml";
        assertThat(content()
                        .change(rule, drl -> drl.replace("\"parent\"", "\"site\""))
                        .findings()
                        .toString())
                .contains("silent.drl", "\"parent\" only");
        assertThat(content()
                        .change(texts, yaml -> yaml.substring(0, yaml.indexOf("      rollUp:")))
                        .findings()
                        .toString())
                .contains("rollUp is missing");
        assertThat(content()
                        .change(rule, drl -> drl.replace("@rollUp( \"parent\" )", ""))
                        .findings()
                        .toString())
                .contains("has no @rollUp");
        assertThat(content()
                        .change(texts, yaml -> yaml.replace("{rollUp.list}", "{rollUp.lists}"))
                        .findings()
                        .toString())
                .contains("rollUp.list");
    }

    private Write last(String mapping) {
        List<Write> all = writes(mapping);
        return all.get(all.size() - 1);
    }

    public static TestContent content() {
        return TestContent.shipped()
                .withSilence("@rollUp( \"parent\" )")
                .change(
                        "rules/machine-maintenance/texts.yaml",
                        text -> text
                                + """
                              rollUp:
                                subject: "{device.name}: devices under it are silent"
                                reason: "{rollUp.open} of {rollUp.devices} are silent:\\n{rollUp.list}"
                        """);
    }
}
