package io.casewire.routes;

import io.casewire.consent.ConsentStage;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt;
import io.casewire.delivery.RestCall;
import io.casewire.stream.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for consent once more, right before a call leaves: against a table that was read to the end of its topic at most
 * {@link #MAX_AGE} ago. Until it is, the call waits.
 */
final class LastGate {
    static final Duration MAX_AGE = Duration.ofMillis(50);

    private final ConsentStage consent;
    private final Freshness consents;

    /** @param consent on the newest entries of the consent table */
    LastGate(ConsentStage consent, Freshness consents) {
        this.consent = consent;
        this.consents = consents;
    }

    /** @return the rows that may leave; the others get a receipt */
    List<Row> open(Call call, List<Receipt> receipts, long now) throws InterruptedException {
        consents.await(System.currentTimeMillis() - MAX_AGE.toMillis());
        List<Row> allowed = new ArrayList<>();
        List<Row> withheld = new ArrayList<>();
        for (Row row : call.rows()) {
            (mayLeave(row, Instant.ofEpochMilli(now)) ? allowed : withheld).add(row);
        }
        receipts.addAll(RestCall.unsent(call, withheld, Receipt.Result.WITHHELD, now));
        return allowed;
    }

    private boolean mayLeave(Row row, Instant now) {
        if (row.purpose().isEmpty() || row.party() == null) {
            return true;
        }
        synchronized (consent) {
            return consent.verdictNow(row.purpose(), row.party(), now).allowed();
        }
    }
}
