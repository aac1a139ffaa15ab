package io.casewire.salesforce;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.ConsentTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the people, others each day, who are read again although nothing was heard of them: to see whether events and
 * reads have missed anything.
 */
final class DailySample {
    static final int SIZE = 1_000;

    private static final Duration EVERY = Duration.ofHours(24);
    private static final Duration FIRST = Duration.ofHours(1);

    private final ConsentTable known;
    private final Clock clock;
    private @Nullable Instant due;
    /** The last of the people who were in a sample; the next begins after. */
    private String sampledTo = "";

    private volatile @Nullable Finding drift;

    DailySample(ConsentTable known, Clock clock) {
        this.known = known;
        this.clock = clock;
    }

    /** That people were found to have said something else than was known; null while the last sample found none. */
    @Nullable
    Finding drift() {
        return drift;
    }

    /** Whom to read again; nobody while it is not time. */
    List<String> whenDue() {
        Instant now = clock.instant();
        if (due == null) {
            due = now.plus(FIRST);
        }
        if (now.isBefore(due)) {
            return List.of();
        }
        due = now.plus(EVERY);
        List<String> sample = known.following(sampledTo, SIZE);
        sampledTo = sample.size() < SIZE ? "" : sample.get(sample.size() - 1);
        return sample;
    }

    /** @param news of how many people something was not known */
    void found(int news, List<String> sample) {
        drift = news == 0
                ? null
                : new Finding(
                        FindingCode.CONSENT_DRIFT,
                        "casewire.consents",
                        news + " of " + sample.size() + " people read again at "
                                + clock.instant().truncatedTo(ChronoUnit.SECONDS) + " had said something else.");
    }
}
