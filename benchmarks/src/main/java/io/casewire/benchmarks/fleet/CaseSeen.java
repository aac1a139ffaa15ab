package io.casewire.benchmarks.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Case of the org, led back to the reading that it says opened it.
 *
 * @param text the key as it stands in the org
 * @param key null when the text is no episode's key
 * @param opener sequence number of the reading at the key's place, {@link #FOREIGN} or {@link #NOWHERE}
 */
record CaseSeen(String text, @Nullable EpisodeKey key, Instant createdAt, int opener) {
    /** A reading that another publisher, or an earlier run, sent. */
    static final int FOREIGN = -1;

    /** No reading stands where the key points. */
    static final int NOWHERE = -2;
}
