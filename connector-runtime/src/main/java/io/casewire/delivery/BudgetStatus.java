package io.casewire.delivery;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the budget stands.
 *
 * @param step what is done so that the API calls last
 * @param allowances what the org said last, by Salesforce's names
 * @param reserve API calls that are left to others
 * @param left API calls that delivery may still spend now
 * @param spent API calls delivery spent in the last 24 hours
 * @param forecast API calls everybody will have used at the next midnight, at the pace of the last hour
 * @param byMapping {@code spent} by mapping
 * @param withoutShare mappings that have spent their share
 * @param daysOfStorage days until data storage is full; null when it does not grow
 * @param publishes whether there are events left this hour, beside the reserve
 */
public record BudgetStatus(
        BudgetStep step,
        SortedMap<String, Allowance> allowances,
        long reserve,
        long left,
        long spent,
        long forecast,
        SortedMap<String, Long> byMapping,
        List<String> withoutShare,
        @Nullable Double daysOfStorage,
        boolean publishes) {
    private static final int SOON_DAYS = 14;

    /** Before the org said anything. */
    public static final BudgetStatus UNKNOWN =
            new BudgetStatus(BudgetStep.FREE, new TreeMap<>(), 0, 0, 0, 0, new TreeMap<>(), List.of(), null, true);

    /** What somebody should do something about. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Allowance calls = allowances.get(Allowance.API_CALLS);
        if (calls != null && step.compareTo(BudgetStep.DEFER) >= 0) {
            findings.add(new Finding(
                    FindingCode.BUDGET_CALLS,
                    "API calls",
                    step.does() + ": " + calls.used() + " of " + calls.max() + " are used, " + reserve
                            + " are reserved."));
        }
        for (String mapping : withoutShare) {
            findings.add(new Finding(FindingCode.BUDGET_SHARE, "mapping '" + mapping + "'", "its share is spent."));
        }
        if (!publishes) {
            findings.add(new Finding(
                    FindingCode.BUDGET_EVENTS, "events", "those of medium and low severity wait for the next hour."));
        }
        Allowance storage = allowances.get(Allowance.STORAGE);
        if (storage != null && Budget.isNearlyFull(storage)) {
            findings.add(new Finding(
                    FindingCode.BUDGET_STORAGE,
                    "data storage",
                    storage.remaining() + " of " + storage.max()
                            + " MB are left: new records of medium and low severity wait."));
        } else if (daysOfStorage != null && daysOfStorage < SOON_DAYS) {
            findings.add(new Finding(
                    FindingCode.BUDGET_STORAGE,
                    "data storage",
                    "at this pace it is full in " + Math.round(daysOfStorage) + " days."));
        }
        return findings;
    }
}
