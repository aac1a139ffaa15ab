package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.Ai4i;
import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.content.Content;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import io.casewire.ingest.Format;
import io.casewire.ingest.Recording;
import io.casewire.mapping.Write;
import io.casewire.model.FindingCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The recording through the pipeline alone: one episode per label, and none else. */
class Ai4iPipelineTest {
    @Test
    void shouldOpenExactlyOneEpisodePerLabel() throws IOException {
        // Given
        Set<String> expected = Ai4i.expected(Ai4i.rows());
        assertThat(expected).hasSize(224);

        // When
        try (TestRun run = new TestRun(TestContent.shipped().load(), new TestWorld())) {
            replay(run, TestRun.START);

            // Then
            assertThat(opened(run)).isEqualTo(expected);
            assertThat(run.deadLetters).isEmpty();
            assertThat(cases(run)).hasSize(224);
        }
    }

    @Test
    void shouldAddNothingWhenTheSameRecordingComesAgain() throws IOException {
        // Given
        Set<String> expected = Ai4i.expected(Ai4i.rows());
        try (TestRun run = new TestRun(TestContent.shipped().load(), new TestWorld())) {
            replay(run, TestRun.START);
            int decided = run.decisions.size();

            // When
            replay(run, TestRun.START);

            // Then
            assertThat(run.decisions).hasSize(decided);
            assertThat(run.explanations)
                    .filteredOn(it -> it.stages().stream().anyMatch(note -> String.valueOf(note.finding())
                            .startsWith(FindingCode.QUALITY_DUPLICATE.id())))
                    .hasSize(5_000);
            assertThat(opened(run)).isEqualTo(expected);
        }
    }

    @Test
    void shouldOnlyUpdateWhenTheRecordingComesLater() throws IOException {
        // Given
        Set<String> expected = Ai4i.expected(Ai4i.rows());
        // Visits are due after hours, and the recording knows nothing of that.
        Content content = TestContent.shipped()
                .change(
                        "rules/machine-maintenance/limits.csv",
                        text -> text.replace("visitWear,,235,", "visitWear,,9999,"))
                .load();
        try (TestRun run = new TestRun(content, new TestWorld())) {
            replay(run, TestRun.START);

            // When
            replay(run, TestRun.START.plus(Duration.ofHours(3)));

            // Then
            assertThat(opened(run)).isEqualTo(expected);
            assertThat(cases(run)).hasSize(224);
            assertThat(run.decisions)
                    .filteredOn(it -> it.transition() == Transition.UPDATED)
                    .hasSize(224);
        }
    }

    @Test
    void shouldLeaveOutExactlyThePartiesThatOptedOut() throws IOException {
        // Given: every tenth party objected
        TestWorld world = new TestWorld();
        for (Ai4i.Row row : Ai4i.rows()) {
            world.person(
                    row.device(),
                    "0PK" + row.device(),
                    Map.of(
                            "Individual.HasOptedOutProcessing",
                            optedOut(row.device()),
                            "Individual.ShouldForget",
                            false));
        }
        Set<String> expected = Ai4i.expected(
                Ai4i.rows().stream().filter(row -> !optedOut(row.device())).toList());

        // When
        try (TestRun run = new TestRun(TestContent.shipped().load(), world)) {
            replay(run, TestRun.START);

            // Then: each missing one is explained
            assertThat(opened(run)).isEqualTo(expected);
            Set<String> refused = run.explanations.stream()
                    .filter(it -> it.stages().stream().anyMatch(note -> String.valueOf(note.finding())
                            .contains("machine-maintenance: opted out")))
                    .map(Explanation::device)
                    .collect(Collectors.toSet());
            assertThat(refused)
                    .isEqualTo(Ai4i.rows().stream()
                            .map(Ai4i.Row::device)
                            .filter(Ai4iPipelineTest::optedOut)
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void shouldLoseExactlyTheEpisodesOfARemovedRule() throws IOException {
        // Given
        Content content = TestContent.shipped()
                .without("rules/machine-maintenance/power.drl")
                .load();

        // When
        try (TestRun run = new TestRun(content, new TestWorld())) {
            replay(run, TestRun.START);

            // Then
            Set<String> expected = new TreeSet<>(Ai4i.expected(Ai4i.rows()));
            expected.removeIf(it -> it.endsWith("/power"));
            assertThat(opened(run)).isEqualTo(expected);
        }
    }

    @Test
    void shouldFollowAChangedThreshold() throws IOException {
        // Given
        Content content = TestContent.shipped()
                .change("rules/machine-maintenance/limits.csv", text -> text.replace(",L,11000,", ",L,10000,"))
                .load();
        List<Ai4i.Row> rows = Ai4i.rows();
        long computed = rows.stream()
                .filter(row -> row.toolWear() * row.torque()
                        > Map.of("L", 10_000.0, "M", 12_000.0, "H", 13_000.0).get(row.type()))
                .count();

        // When
        try (TestRun run = new TestRun(content, new TestWorld())) {
            replay(run, TestRun.START);

            // Then
            assertThat(opened(run)).filteredOn(it -> it.endsWith("/overstrain")).hasSize((int) computed);
            assertThat(computed).isGreaterThan(58);
        }
    }

    private static void replay(TestRun run, Instant start) throws IOException {
        Content content = TestContent.shipped().load();
        Format format = content.formats().stream()
                .filter(it -> it.name().equals("machine-maintenance"))
                .findFirst()
                .orElseThrow();
        try (Recording recording = Recording.open(Ai4i.FILE, format)) {
            Iterator<Recording.Message> messages = recording.messages(start, Duration.ofSeconds(1));
            Duration after = Duration.between(TestRun.START, start);
            while (messages.hasNext()) {
                Recording.Message message = messages.next();
                run.deliver(message.device(), after, false, message.payload());
                after = after.plusSeconds(1);
            }
        }
    }

    private static boolean optedOut(String device) {
        return Math.floorMod(Integer.parseInt(device.substring(1)), 10) == 0;
    }

    private static Set<String> opened(TestRun run) {
        return run.decisions.stream()
                .filter(it -> it.transition() == Transition.OPENED)
                .map(Decision::episode)
                .map(key -> key.substring(0, key.lastIndexOf('|')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> cases(TestRun run) {
        return run.writes.stream()
                .filter(it -> it.mapping().equals("case"))
                .map(Write::key)
                .collect(Collectors.toSet());
    }
}
