package io.casewire.delivery;

import io.casewire.model.Severity;
import java.time.Duration;
import java.util.Map;

/**
 * How the outbox paces itself.
 *
 * @param channels calls under way at the same time
 * @param linger how long a write of each severity waits for others to share its call
 * @param probe how often a blocked mapping tries one row
 * @param firstRetry wait after a first retryable refusal; doubled up to {@code maxRetry}
 * @param keepDone how long a record is remembered after its last write; written again later, the org is asked for it
 * @param bulkFrom how many rows of a mapping have to wait so that they go as a Bulk API job; 0 for never
 * @param budget what it may spend
 */
public record OutboxSettings(
        int channels,
        Map<Severity, Duration> linger,
        Duration probe,
        Duration firstRetry,
        Duration maxRetry,
        Duration keepDone,
        int bulkFrom,
        BudgetSettings budget) {
    /** What runs without a setting. */
    public static final OutboxSettings DEFAULT = new OutboxSettings(
            4,
            Map.of(
                    Severity.CRITICAL,
                    Duration.ZERO,
                    Severity.HIGH,
                    Duration.ofMillis(20),
                    Severity.MEDIUM,
                    Duration.ofMillis(500),
                    Severity.LOW,
                    Duration.ofSeconds(10)),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofDays(30),
            2_000,
            BudgetSettings.DEFAULT);

    long lingerMillis(Severity severity) {
        return linger.getOrDefault(severity, Duration.ZERO).toMillis();
    }

    long retryMillis(int attempts) {
        long wait = firstRetry.toMillis() << Math.min(attempts - 1, 20);
        return Math.min(wait, maxRetry.toMillis());
    }
}
