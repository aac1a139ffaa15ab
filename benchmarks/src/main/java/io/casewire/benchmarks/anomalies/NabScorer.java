package io.casewire.benchmarks.anomalies;

import io.casewire.benchmarks.anomalies.NabRecording.Window;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a detector's scores are worth, as the Numenta Anomaly Benchmark counts (Lavin and Ahmad 2015): the sooner in a window
 * the better, only the first alert of a window counts, and false alerts cost the more the further behind a window they are.
 */
public final class NabScorer {
    private static final double FAR = 3;

    private final List<NabRecording> recordings;

    /**
     * @param raw the sum of what is earned and lost
     * @param normalised 100 for the earliest alert in each window and no other, 0 for no alert at all
     */
    public record Score(double raw, double normalised) {}

    public NabScorer(List<NabRecording> recordings) {
        this.recordings = recordings;
    }

    /** @param scores by name of the recording, one per row; those of at least the threshold are alerts */
    public Score score(Map<String, double[]> scores, double threshold, Profile profile) {
        return score(recordings, scores, threshold, profile);
    }

    private static Score score(
            Collection<NabRecording> recordings, Map<String, double[]> scores, double threshold, Profile profile) {
        double raw = 0;
        int windows = 0;
        for (NabRecording recording : recordings) {
            double[] own = Objects.requireNonNull(scores.get(recording.name()), recording.name());
            raw += raw(recording, own, threshold, profile);
            windows += recording.windows().size();
        }
        return new Score(raw, normalised(raw, windows, profile));
    }

    private static double normalised(double raw, int windows, Profile profile) {
        double none = -profile.missed * windows;
        double perfect = profile.found * windows;
        return 100 * (raw - none) / (perfect - none);
    }

    private static double raw(NabRecording recording, double[] scores, double threshold, Profile profile) {
        Map<Window, Double> best = new HashMap<>();
        double raw = 0;
        for (int row = recording.probation(); row < scores.length; row++) {
            if (scores[row] < threshold) {
                continue;
            }
            Window within = within(recording, row);
            if (within == null) {
                raw += profile.falseAlert * worthOutside(recording, row);
            } else {
                double early = sigmoid(-(double) (within.last() - row + 1) / within.rows()) / sigmoid(-1);
                best.merge(within, early * profile.found, Math::max);
            }
        }
        double found = best.values().stream().mapToDouble(Double::doubleValue).sum();
        return raw + found - profile.missed * (recording.windows().size() - best.size());
    }

    private static @Nullable Window within(NabRecording recording, int row) {
        for (Window window : recording.windows()) {
            if (window.holds(row)) {
                return window;
            }
        }
        return null;
    }

    private static double worthOutside(NabRecording recording, int row) {
        Window before = null;
        for (Window window : recording.windows()) {
            before = window.last() < row ? window : before;
        }
        return before == null || before.rows() < 2 ? -1 : sigmoid((double) (row - before.last()) / (before.rows() - 1));
    }

    private static double sigmoid(double y) {
        return y > FAR ? -1 : 2 / (1 + Math.exp(5 * y)) - 1;
    }

    /** Alerts outside of windows, per thousand rows outside of windows. */
    public double falseAlertsPerThousand(Map<String, double[]> scores, double threshold) {
        long alerts = 0;
        long rows = 0;
        for (NabRecording recording : recordings) {
            double[] own = Objects.requireNonNull(scores.get(recording.name()), recording.name());
            for (int row = recording.probation(); row < own.length; row++) {
                if (recording.isNormal(row)) {
                    rows++;
                    alerts += own[row] >= threshold ? 1 : 0;
                }
            }
        }
        return 1_000.0 * alerts / rows;
    }

    /** Of some thresholds the one that is worth most. */
    public double bestThreshold(DoubleFunction<Map<String, double[]>> alerts, double[] thresholds, Profile profile) {
        return bestThreshold(recordings, alerts, thresholds, profile);
    }

    private static double bestThreshold(
            Collection<NabRecording> recordings,
            DoubleFunction<Map<String, double[]>> alerts,
            double[] thresholds,
            Profile profile) {
        double best = thresholds[0];
        double most = Double.NEGATIVE_INFINITY;
        for (double threshold : thresholds) {
            double worth = score(recordings, alerts.apply(threshold), threshold, profile)
                    .raw();
            if (worth > most) {
                most = worth;
                best = threshold;
            }
        }
        return best;
    }

    /** As if each family were not known when the threshold was chosen. */
    public double withoutOwnFamily(DoubleFunction<Map<String, double[]>> alerts, double[] thresholds, Profile profile) {
        double raw = 0;
        int windows = 0;
        for (String family :
                recordings.stream().map(NabRecording::family).distinct().toList()) {
            List<NabRecording> own =
                    recordings.stream().filter(it -> it.family().equals(family)).toList();
            List<NabRecording> others = recordings.stream()
                    .filter(it -> !it.family().equals(family))
                    .toList();
            double threshold = bestThreshold(others.isEmpty() ? own : others, alerts, thresholds, profile);
            raw += score(own, alerts.apply(threshold), threshold, profile).raw();
            windows += own.stream().mapToInt(it -> it.windows().size()).sum();
        }
        return normalised(raw, windows, profile);
    }
}
