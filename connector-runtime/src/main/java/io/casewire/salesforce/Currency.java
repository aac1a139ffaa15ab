package io.casewire.salesforce;

import io.casewire.stream.CurrencyRecord;
import io.casewire.stream.PartyLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Up to when what was said in the org is known, and whether that is long ago. Guarded by its owner. */
final class Currency {
    private final PartyLog log;
    private final @Nullable Duration maxAge;
    private final Clock clock;
    private Instant asOf = Instant.EPOCH;

    /** @param maxAge the shortest of any purpose; null when none says, and then nobody asks */
    Currency(PartyLog log, @Nullable Duration maxAge, Clock clock) {
        this.log = log;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    boolean isOutlived() {
        return maxAge != null && asOf.plus(maxAge).isBefore(clock.instant());
    }

    /** Everything said before this time is in the log. */
    void reached(Instant time) {
        // It is a record for every read.
        if (maxAge != null && time.isAfter(asOf)) {
            asOf = time;
            log.append(new CurrencyRecord(CurrencyRecord.VERSION, time.toEpochMilli()));
        }
    }
}
