package io.casewire.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who agreed to what, at a time. Answers are the same for the same arguments, today and in a backtest. */
public interface ConsentLedger {

    /**
     * @param asOf the time asked about
     * @param clock the partition's clock: what became known later does not count
     * @return null when there is no record of this party
     */
    @Nullable
    Consent consentOf(String partyId, Instant asOf, Instant clock);

    /** Whatever was said in the org before this time is in here. */
    default Instant currentAsOf() {
        return Instant.MAX;
    }
}
