package io.casewire.model;

/**
 * A message for people: which kind, where, what, and what to do next.
 *
 * <p>It never holds a payload, a person's id or a secret.
 *
 * @param where a file with its line, a topic, a connection: the place to look at
 * @param what one sentence about this very case
 */
public record Finding(FindingCode code, String where, String what) {

    /** What to do next, the same for every finding of this code. */
    public String action() {
        return code.action();
    }

    @Override
    public String toString() {
        return code.id() + " " + where + ": " + what + " " + action();
    }
}
