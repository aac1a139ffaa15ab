package io.casewire.benchmarks.anomalies;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is left of scores when episodes are made of them, as the decision stage does: the first row at the threshold opens one,
 * and what comes back within the reopening window goes on with it.
 */
public final class Alerts {
    private Alerts() {}

    /** @return the threshold where an episode opens, zero elsewhere, by name of the recording */
    public static Map<String, double[]> of(
            List<NabRecording> recordings, Map<String, double[]> scores, double threshold, Duration reopen) {
        Map<String, double[]> alerts = new HashMap<>();
        for (NabRecording recording : recordings) {
            double[] own = Objects.requireNonNull(scores.get(recording.name()), recording.name());
            double[] opened = new double[own.length];
            long until = Long.MIN_VALUE;
            for (int row = 0; row < own.length; row++) {
                if (own[row] >= threshold) {
                    if (recording.times()[row] > until) {
                        opened[row] = threshold;
                    }
                    until = recording.times()[row] + reopen.toMillis();
                }
            }
            alerts.put(recording.name(), opened);
        }
        return alerts;
    }
}
