package io.casewire.console;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a running instance can be asked; answers are JSON-like and hold no secrets. */
public interface View {
    /** Whether it decides. */
    boolean isReady();

    /** What is stuck, since when, how much waits, what to do. */
    Map<String, Object> status();

    /** What the org allows, and what is used of it. */
    Map<String, Object> budget();

    /** Prometheus text. */
    String metrics();

    /** @throws Problem when the org refuses it or does not answer */
    Object query(String soql) throws Problem;

    /** Why a Case, an episode or a reading is as it is. @throws Problem when nothing is known of it */
    Object explain(String id) throws Problem;

    /** A dead letter with its payload. @throws Problem when there is none of this id */
    Object deadLetter(String id) throws Problem;

    /**
     * What a person agreed to, and what follows.
     *
     * @param asOf as in ISO 8601; null for now
     * @throws Problem when it is no time, or nothing is known of that person
     */
    Object consent(String party, @Nullable String asOf) throws Problem;

    /** A question that cannot be answered: the finding's text, and the HTTP status that fits. */
    final class Problem extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        public Problem(int status, String finding) {
            super(finding);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
