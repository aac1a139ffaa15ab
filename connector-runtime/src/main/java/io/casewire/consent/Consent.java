package io.casewire.consent;

import java.util.Map;

/**
 * What the org says of one person, at one time.
 *
 * @param flags the fields read, as {@code Individual.HasOptedOutProcessing}; one the integration user may not see is
 *     absent
 */
public record Consent(String partyId, Map<String, Boolean> flags) {

    @Override
    public String toString() {
        return "Consent[" + flags.size() + " flags]";
    }
}
