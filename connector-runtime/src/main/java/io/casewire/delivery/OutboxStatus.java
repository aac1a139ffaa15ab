package io.casewire.delivery;

import io.casewire.model.Brakes;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the outbox stands.
 *
 * @param waiting records that are not yet as wanted
 * @param callsUnderWay calls without an answer yet
 * @param oldestMillis how long the oldest has been waiting
 * @param blocked by mapping, what the org refuses
 * @param bulk why nothing goes by Bulk API; null when it may
 * @param budget what may be spent
 * @param brakes what somebody stopped; some may be over
 */
public record OutboxStatus(
        int waiting,
        int callsUnderWay,
        long oldestMillis,
        Map<String, Finding> blocked,
        @Nullable Finding bulk,
        BudgetStatus budget,
        Brakes brakes) {
    /** What somebody stopped and has not let go. */
    public List<Finding> stopped(long now) {
        return brakes.all().stream()
                .filter(brake -> brake.isOn(now))
                .map(brake -> new Finding(
                        FindingCode.STOPPED,
                        brake.kind().label() + (brake.name().isEmpty() ? "" : " '" + brake.name() + "'"),
                        "until " + Instant.ofEpochMilli(brake.until()).truncatedTo(ChronoUnit.SECONDS) + ", by "
                                + brake.by() + ": " + brake.reason() + "."))
                .toList();
    }

    /** Before anything happened. */
    public static final OutboxStatus EMPTY =
            new OutboxStatus(0, 0, 0, Map.of(), null, BudgetStatus.UNKNOWN, Brakes.NONE);
}
