package io.casewire.stream;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * One entry of {@code casewire.consents}: all flags of one person.
 *
 * @param effectiveFrom when it became so in the org, epoch milliseconds
 */
@JsonPropertyOrder(alphabetic = true)
public record ConsentRecord(int version, String partyId, Map<String, Boolean> flags, long effectiveFrom) {
    /** The version written today. */
    public static final int VERSION = 1;

    @Override
    public String toString() {
        return "ConsentRecord[" + flags.size() + " flags]";
    }
}
