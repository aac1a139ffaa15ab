package io.casewire.delivery;

import io.casewire.model.Severity;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What delivery does to make its API calls last, in the order it is done; the next begins when the one before was not enough. */
public enum BudgetStep {
    /** There is enough. */
    FREE("there is enough", 0, Map.of(), Severity.LOW),
    /** Writes wait longer, so that more changes of a record become one. */
    MERGE(
            "medium and low severity waits for more changes of the same record",
            0.5,
            Map.of(Severity.MEDIUM, Duration.ofSeconds(10), Severity.LOW, Duration.ofMinutes(2)),
            Severity.LOW),
    /** Writes wait for their calls to fill. */
    FILL(
            "writes wait for their calls to fill",
            0.7,
            Map.of(
                    Severity.HIGH,
                    Duration.ofSeconds(1),
                    Severity.MEDIUM,
                    Duration.ofMinutes(2),
                    Severity.LOW,
                    Duration.ofMinutes(15)),
            Severity.LOW),
    /** Writes wait until there are enough of them for a Bulk API job. */
    BULK(
            "medium and low severity waits for Bulk API jobs to fill",
            0.8,
            Map.of(
                    Severity.HIGH,
                    Duration.ofSeconds(1),
                    Severity.MEDIUM,
                    Duration.ofMinutes(10),
                    Severity.LOW,
                    Duration.ofHours(1)),
            Severity.LOW),
    /** Low severity waits until there is more again. */
    DEFER("low severity waits", 0.88, BULK.linger, Severity.MEDIUM),
    /** Low and medium severity waits. */
    SEVERE_ONLY(
            "only high and critical severity leaves",
            0.92,
            Map.of(Severity.HIGH, Duration.ofMinutes(1)),
            Severity.HIGH),
    /** All but the most severe waits. */
    CRITICAL_ONLY(
            "only critical severity leaves",
            0.96,
            Map.of(Severity.CRITICAL, Duration.ofSeconds(15)),
            Severity.CRITICAL),
    /** Nothing leaves: what is left is the reserve. */
    STOP("nothing leaves, what is left is reserved", 1, Map.of(), null);

    private final String does;
    private final double from;
    private final Map<Severity, Duration> linger;
    private final @Nullable Severity leastSevere;

    BudgetStep(String does, double from, Map<Severity, Duration> linger, @Nullable Severity leastSevere) {
        this.does = does;
        this.from = from;
        this.linger = linger;
        this.leastSevere = leastSevere;
    }

    /** As in {@code severe only}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What is done, in words. */
    public String does() {
        return does;
    }

    /** @param spent part that is spent of what delivery may spend, from 0 to 1 */
    static BudgetStep at(double spent) {
        BudgetStep reached = FREE;
        for (BudgetStep step : values()) {
            if (spent >= step.from) {
                reached = step;
            }
        }
        return reached;
    }

    /** Whether writes of this severity leave at all. */
    boolean sends(Severity severity) {
        return leastSevere != null && severity.compareTo(leastSevere) >= 0;
    }

    /** How long such a write waits for others to share its call, at least. */
    long lingerMillis(Severity severity) {
        return linger.getOrDefault(severity, Duration.ZERO).toMillis();
    }
}
