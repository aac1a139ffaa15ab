package io.casewire.delivery;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * What delivery may spend.
 *
 * @param reserve part of the org's API calls, from 0 to 1, that is left to people and to others
 * @param shares by mapping, the most of what is not reserved it may spend in 24 hours, from 0 to 1
 * @param lag how old the org's own numbers may be
 * @param zone of the midnight that is forecast to
 */
public record BudgetSettings(double reserve, Map<String, Double> shares, Duration lag, ZoneId zone) {
    /** What runs without a setting. */
    public static final BudgetSettings DEFAULT =
            new BudgetSettings(0.2, Map.of(), Duration.ofMinutes(5), ZoneOffset.UTC);
}
