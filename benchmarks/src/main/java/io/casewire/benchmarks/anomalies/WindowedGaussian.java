package io.casewire.benchmarks.anomalies;

import java.util.Arrays;

/** NAB's simplest detector: how unlikely a value is under the normal distribution of the last {@value #WINDOW} ones. */
public final class WindowedGaussian {
    private static final int WINDOW = 6_400;
    private static final int STEP = 100;
    private static final double SMALLEST = 0.000001;

    private WindowedGaussian() {}

    public static double[] scores(double[] values) {
        double[] scores = new double[values.length];
        int from = 0;
        int to = 0;
        double mean = 0;
        double deviation = SMALLEST;
        for (int i = 0; i < values.length; i++) {
            scores[i] = i == 0 ? 0 : 1 - tail(Math.abs(values[i] - mean) / deviation);
            boolean fills = i < WINDOW;
            if (fills || i - to + 1 == STEP) {
                to = i + 1;
                from = Math.max(0, to - WINDOW);
                double[] window = Arrays.copyOfRange(values, from, to);
                mean = Arrays.stream(window).sum() / window.length;
                double known = mean;
                deviation = Math.sqrt(Arrays.stream(window)
                                .map(value -> (value - known) * (value - known))
                                .sum()
                        / window.length);
                deviation = deviation == 0 ? SMALLEST : deviation;
            }
        }
        return scores;
    }

    /** Of the standard normal distribution; Abramowitz and Stegun 7.1.26, to 1.5e-7. */
    private static double tail(double deviations) {
        double x = deviations / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * x);
        double polynomial =
                t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        return 0.5 * polynomial * Math.exp(-x * x);
    }
}
