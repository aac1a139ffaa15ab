package io.casewire.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.casewire.consent.Consent;
import io.casewire.consent.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code casewire.consents}: all that is known of one person.
 *
 * @param statements null in entries of before they were read: whatever they may be is hidden
 * @param ageAtLeast null when the org does not say
 * @param effectiveFrom when it became so in the org, epoch milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record ConsentRecord(
        int version,
        String partyId,
        Map<String, Boolean> flags,
        @Nullable List<Statement> statements,
        boolean statementsHidden,
        @Nullable Integer ageAtLeast,
        long effectiveFrom) {
    /** The version written today. */
    public static final int VERSION = 2;

    public static ConsentRecord of(Consent consent, long effectiveFrom) {
        return new ConsentRecord(
                VERSION,
                consent.partyId(),
                consent.flags(),
                consent.statements(),
                consent.statementsHidden(),
                consent.ageAtLeast() == Consent.AGE_UNKNOWN ? null : (Integer) consent.ageAtLeast(),
                effectiveFrom);
    }

    public Consent toConsent() {
        return new Consent(
                partyId,
                flags,
                statements == null ? List.of() : statements,
                statementsHidden || statements == null,
                ageAtLeast == null ? Consent.AGE_UNKNOWN : ageAtLeast);
    }

    @Override
    public String toString() {
        return "ConsentRecord[" + flags.size() + " flags]";
    }
}
