package io.casewire.delivery;

import io.casewire.model.Finding;
import java.util.Map;

/**
 * How the outbox stands.
 *
 * @param waiting records that are not yet as wanted
 * @param callsUnderWay calls without an answer yet
 * @param oldestMillis how long the oldest has been waiting
 * @param blocked by mapping, what the org refuses
 * @param budget what may be spent
 */
public record OutboxStatus(
        int waiting, int callsUnderWay, long oldestMillis, Map<String, Finding> blocked, BudgetStatus budget) {
    /** Before anything happened. */
    public static final OutboxStatus EMPTY = new OutboxStatus(0, 0, 0, Map.of(), BudgetStatus.UNKNOWN);
}
