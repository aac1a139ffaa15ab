package io.casewire.consent;

import java.util.List;
import java.util.Map;

/**
 * What the org says of one person, at one time.
 *
 * @param flags the fields read, as {@code Individual.HasOptedOutProcessing}; one the integration user may not see is
 *     absent
 * @param statements the records in which this person said yes or no to purposes
 * @param statementsHidden whether there may be more that the integration user may not see
 * @param ageAtLeast an age this person has reached; -1 when the org does not say
 */
public record Consent(
        String partyId,
        Map<String, Boolean> flags,
        List<Statement> statements,
        boolean statementsHidden,
        int ageAtLeast) {
    /** The org does not say. */
    public static final int AGE_UNKNOWN = -1;

    public Consent {
        flags = Map.copyOf(flags);
        statements = List.copyOf(statements);
    }

    /** Whether time alone changes what follows of it. */
    boolean isTimed() {
        return statements.stream().anyMatch(Statement::isTimed);
    }

    @Override
    public String toString() {
        return "Consent[" + flags.size() + " flags, " + statements.size() + " statements]";
    }
}
