package io.casewire.stream;

import org.jspecify.annotations.Nullable;

/**
 * That content was published.
 *
 * @param number one more than that of the publication before; of two, the higher one counts, wherever they are met
 * @param content its hash
 * @param at epoch milliseconds, by the clock of who published it
 * @param by who did, as their machine says
 * @param commit what its folder's Git had checked out; null where there is none
 * @param changed whether files of the content are otherwise than in that commit
 * @param done whether every partition has its activation
 */
public record Publication(
        int version,
        long number,
        String content,
        long at,
        String by,
        @Nullable String commit,
        boolean changed,
        boolean done) {
    private static final int VERSION = 1;

    /** What was published before publications were numbered. */
    static final Publication NONE = new Publication(VERSION, 0, "", 0, "", null, false, true);

    /** One that begins. */
    public static Publication of(long number, String content, long at, String by, Origin origin) {
        return new Publication(VERSION, number, content, at, by, origin.commit(), origin.changed(), false);
    }

    /** Where content comes from. */
    public record Origin(@Nullable String commit, boolean changed) {
        public static final Origin UNKNOWN = new Origin(null, false);
    }

    Publication asDone() {
        return new Publication(version, number, content, at, by, commit, changed, true);
    }

    /** Whether this is the one that counts; two of the same number were published at once. */
    boolean outranks(long otherNumber, String otherContent) {
        return number > otherNumber || number == otherNumber && content.compareTo(otherContent) >= 0;
    }

    /** The commit as people read it; empty where there is none. */
    public String commitText() {
        return commit == null ? "" : commit.substring(0, Math.min(12, commit.length())) + (changed ? ", changed" : "");
    }
}
