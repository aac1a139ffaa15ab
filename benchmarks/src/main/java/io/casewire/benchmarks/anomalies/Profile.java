package io.casewire.benchmarks.anomalies;

/** What an anomaly that is found, one that is missed and a false alert are worth (Numenta Anomaly Benchmark, profiles). */
public enum Profile {
    STANDARD(1, 1, 0.11),
    REWARD_LOW_FP(1, 1, 0.22),
    REWARD_LOW_FN(1, 2, 0.11);

    final double found;
    final double missed;
    final double falseAlert;

    Profile(double found, double missed, double falseAlert) {
        this.found = found;
        this.missed = missed;
        this.falseAlert = falseAlert;
    }
}
