package io.casewire.benchmarks.anomalies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.casewire.benchmarks.anomalies.NabRecording.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NabScorerTest {
    private static final Path NAB = Path.of("..").toAbsolutePath().normalize().resolveSibling("shared/data/nab");
    private static final int ROWS = 1_000;

    private final NabRecording recording = new NabRecording(
            "family/one.csv",
            Path.of("one.csv"),
            LongStream.range(0, ROWS).map(row -> row * 60_000).toArray(),
            new double[ROWS],
            List.of(new Window(400, 499)));
    private final NabScorer scorer = new NabScorer(List.of(recording));

    private NabScorer.Score score(int... alerts) {
        double[] scores = new double[ROWS];
        for (int alert : alerts) {
            scores[alert] = 1;
        }
        return scorer.score(Map.of(recording.name(), scores), 1, Profile.STANDARD);
    }

    @Test
    void shouldCountTheEarliestAlertOfAWindowAndWhatIsFalse() {
        assertThat(score().normalised()).isZero();
        assertThat(score(400).normalised()).isCloseTo(100, within(1e-9));
        assertThat(score(400, 410, 499).normalised()).isCloseTo(100, within(1e-9));
        assertThat(score(490).normalised()).isBetween(50.0, 70.0);
        // Before the first window, far behind one, and where nothing is judged.
        assertThat(score(400, 300).raw()).isCloseTo(1 - 0.11, within(1e-9));
        assertThat(score(400, 900).raw()).isCloseTo(1 - 0.11, within(1e-9));
        assertThat(score(400, 100).raw()).isCloseTo(1, within(1e-9));
        // Right behind one it is nearly true.
        assertThat(score(400, 500).raw()).isBetween(0.99, 1.0);
        assertThat(scorer.falseAlertsPerThousand(Map.of(recording.name(), new double[ROWS]), 1))
                .isZero();
    }

    @Test
    void shouldMakeOneAlertOfWhatComesBack() {
        double[] scores = new double[ROWS];
        for (int row : new int[] {10, 11, 60, 200}) {
            scores[row] = 7;
        }
        double[] alerts = Alerts.of(List.of(recording), Map.of(recording.name(), scores), 6.5, Duration.ofHours(1))
                .get(recording.name());
        assertThat(alerts[10]).isEqualTo(6.5);
        assertThat(alerts[11]).isZero();
        assertThat(alerts[60]).isZero();
        assertThat(alerts[200]).isEqualTo(6.5);
    }

    /** As the folder's description gives them. */
    @Test
    void shouldGiveTheKnownAnswers() throws IOException {
        assumeTrue(Files.isDirectory(NAB), "there are no recordings at shared/data/nab beside the project");
        List<NabRecording> recordings = NabRecording.all(NAB);
        NabScorer nab = new NabScorer(recordings);
        Map<String, double[]> gaussian = gold("windowedGaussian", recordings);
        Map<String, double[]> context = gold("contextOSE", recordings);

        assertThat(nab.score(gaussian, 1, Profile.STANDARD).raw()).isCloseTo(0.5526, within(5e-5));
        assertThat(nab.score(gaussian, 1, Profile.STANDARD).normalised()).isCloseTo(50.7894, within(5e-5));
        assertThat(nab.score(gaussian, 1, Profile.REWARD_LOW_FP).raw()).isCloseTo(-11.4825, within(5e-5));
        assertThat(nab.score(context, 0.7664, Profile.STANDARD).normalised()).isCloseTo(76.2816, within(5e-5));
        assertThat(nab.score(context, 0.7664, Profile.REWARD_LOW_FP).normalised())
                .isCloseTo(72.8690, within(5e-5));
        assertThat(nab.score(context, 0.7664, Profile.REWARD_LOW_FN).normalised())
                .isCloseTo(79.4259, within(5e-5));
        for (NabRecording it : recordings) {
            assertThat(WindowedGaussian.scores(it.values())).containsExactly(gaussian.get(it.name()), within(1e-5));
        }
    }

    private static Map<String, double[]> gold(String detector, List<NabRecording> recordings) throws IOException {
        Map<String, double[]> scores = new HashMap<>();
        for (NabRecording it : recordings) {
            List<String> lines = Files.readAllLines(NAB.resolve("gold-scores")
                    .resolve(detector)
                    .resolve(it.file().getFileName()));
            scores.put(
                    it.name(),
                    lines.subList(1, lines.size()).stream()
                            .mapToDouble(Double::parseDouble)
                            .toArray());
        }
        return scores;
    }
}
