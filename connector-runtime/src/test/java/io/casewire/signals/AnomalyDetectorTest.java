package io.casewire.signals;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.signals.AnomalyDetector.Parts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnomalyDetectorTest {
    private static final long START = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
    private static final long STEP = Duration.ofMinutes(5).toMillis();
    private static final int DAY = 288;
    private static final double SURPRISING = 6.5;

    /** Warm by day, cold by night, and never quite the same. */
    private static double temperature(int row, Random random) {
        return 50 + 20 * Math.sin(2 * Math.PI * row / DAY) + random.nextGaussian();
    }

    private static double score(AnomalyDetector detector, int row, double... values) {
        Double score = detector.score(START + row * STEP, values);
        return score == null ? 0 : score;
    }

    @Test
    void shouldNoticeWhatIsUsualAtAnotherTimeOfDay() {
        AnomalyDetector detector = new AnomalyDetector(1, 1, Parts.ALL);
        Random random = new Random(1);
        double most = 0;
        for (int row = 0; row < 6 * DAY; row++) {
            double score = score(detector, row, temperature(row, random));
            most = row < 3 * DAY ? 0 : Math.max(most, score);
        }
        assertThat(most).isLessThan(SURPRISING);

        // As hot as at noon, at midnight
        double atMidnight = 0;
        for (int row = 6 * DAY; row < 6 * DAY + 3; row++) {
            atMidnight = Math.max(atMidnight, score(detector, row, 70));
        }
        assertThat(atMidnight).isGreaterThan(SURPRISING);
    }

    /** It runs without load, and bears load while it stands: each value by itself is as it always is. */
    @Test
    void shouldNoticeValuesThatDoNotGoTogether() {
        AnomalyDetector detector = new AnomalyDetector(2, 1, Parts.FOREST);
        AnomalyDetector each = new AnomalyDetector(2, 1, Parts.BASELINE);
        Random random = new Random(2);
        double before = 0;
        double apart = 0;
        double eachApart = 0;
        for (int row = 0; row < 3_030; row++) {
            boolean running = random.nextBoolean();
            double speed = (running ? 10 : 0) + random.nextGaussian() * 0.2;
            double torque = (running == row < 3_000 ? 10 : 0) + random.nextGaussian() * 0.2;
            double score = score(detector, row, speed, torque);
            double alone = score(each, row, speed, torque);
            before = row > 500 && row < 3_000 ? Math.max(before, score) : before;
            apart = row < 3_000 ? 0 : Math.max(apart, score);
            eachApart = row < 3_000 ? 0 : Math.max(eachApart, alone);
        }
        assertThat(apart).isGreaterThan(before).isGreaterThan(eachApart);
    }

    @Test
    void shouldFindNothingInWhatNeverChanges() {
        AnomalyDetector detector = new AnomalyDetector(1, 1, Parts.ALL);
        for (int row = 0; row < 2_000; row++) {
            assertThat(score(detector, 3 * row, 0.1)).isLessThan(1);
        }
        assertThat(score(detector, 6_000, 0.2)).isGreaterThan(SURPRISING);
    }

    @Test
    void shouldSayNothingWhileItWarms() {
        AnomalyDetector detector = new AnomalyDetector(1, 1, Parts.ALL);
        for (int row = 0; row < Surprise.WARM; row++) {
            assertThat(detector.score(START + row * STEP, row % 7)).isNull();
        }
        assertThat(detector.score(START + Surprise.WARM * STEP, 3)).isNotNull();
    }

    @Test
    void shouldGiveTheSameScoresToTheSameReadings() {
        assertThat(scores(3)).isEqualTo(scores(3)).isNotEqualTo(scores(4));
    }

    private static List<Double> scores(long seed) {
        AnomalyDetector detector = new AnomalyDetector(1, seed, Parts.FOREST);
        Random random = new Random(7);
        List<Double> scores = new ArrayList<>();
        for (int row = 0; row < 1_000; row++) {
            scores.add(score(detector, row, temperature(row, random)));
        }
        return scores;
    }
}
