package io.casewire.routes;

import io.casewire.consent.ConsentStage;
import io.casewire.consent.Treatments;
import io.casewire.consent.Verdict;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt;
import io.casewire.delivery.RestCall;
import io.casewire.identity.Party;
import io.casewire.stream.Freshness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for consent once more, right before a call leaves: against a table that was read to the end of its topic at most
 * {@link #MAX_AGE} ago. Until it is, the call waits. Rows of people whose consent was not heard of for longer than their
 * purpose allows are held.
 */
final class LastGate {
    static final Duration MAX_AGE = Duration.ofMillis(50);

    private final Object judging = new Object();
    /** Guarded by {@code judging}: several calls leave at a time, and it is used by one thread. */
    private ConsentStage consent;

    private final Freshness consents;
    private final Clock clock;

    /** @param consent on the newest entries of the consent table */
    LastGate(ConsentStage consent, Freshness consents, Clock clock) {
        this.consent = consent;
        this.consents = consents;
        this.clock = clock;
    }

    /** What other policies say counts from the next question on. */
    void use(ConsentStage other) {
        synchronized (judging) {
            consent.close();
            consent = other;
        }
    }

    /**
     * What may leave.
     *
     * @param asked when consent was asked, epoch milliseconds of the machine's clock: for {@link AskedInTime}
     */
    record Leaving(List<Row> rows, long asked) {}

    /**
     * @param rows of the call, all or those that are left
     * @return the rows that may leave; the others get a receipt
     */
    Leaving pass(Call call, List<Row> rows, List<Receipt> receipts) throws InterruptedException {
        awaitFresh();
        long asked = System.currentTimeMillis();
        // It may have waited for long.
        return new Leaving(open(call, rows, receipts, clock.millis()), asked);
    }

    private List<Row> open(Call call, List<Row> rows, List<Receipt> receipts, long now) {
        List<Row> allowed = new ArrayList<>();
        List<Row> withheld = new ArrayList<>();
        List<Row> held = new ArrayList<>();
        for (Row row : rows) {
            switch (judge(row.purpose(), row.party(), row.treated(), Instant.ofEpochMilli(now))) {
                case ALLOWED -> allowed.add(row);
                case DENIED -> withheld.add(row);
                case TOO_OLD_TO_SAY -> held.add(row);
            }
        }
        receipts.addAll(RestCall.unsent(call, withheld, Receipt.Result.WITHHELD, now));
        receipts.addAll(RestCall.unsent(call, held, Receipt.Result.HELD, now));
        return allowed;
    }

    /** Returns when everything that people said until moments ago is known. */
    void awaitFresh() throws InterruptedException {
        consents.await(System.currentTimeMillis() - MAX_AGE.toMillis());
    }

    /** Whether something may leave. */
    enum Judgement {
        ALLOWED,
        DENIED,
        TOO_OLD_TO_SAY
    }

    /**
     * @param purpose empty for what concerns nobody
     * @param treated what was done to the data, as {@code Treatments} writes it; null for nothing
     */
    Judgement judge(String purpose, @Nullable Party party, @Nullable String treated, Instant now) {
        if (purpose.isEmpty() || party == null) {
            return Judgement.ALLOWED;
        }
        synchronized (judging) {
            if (!consent.declares(purpose)) {
                // It was decided under content of before; by now nobody may be asked about it.
                return Judgement.DENIED;
            }
            // What was denied stays denied, however old that is: a yes in between is heard of again.
            Verdict verdict = consent.verdictNow(purpose, party, now);
            // What may be seen only coarsened by now must not leave as it was decided on.
            if (!verdict.allowed() || !Treatments.parse(treated).suffice(verdict.treatments())) {
                return Judgement.DENIED;
            }
            return consent.isCurrent(purpose, party, now) ? Judgement.ALLOWED : Judgement.TOO_OLD_TO_SAY;
        }
    }
}
