package io.casewire.mapping;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.identity.Party;
import io.casewire.model.Severity;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Something a device is told, once.
 *
 * @param version of this envelope
 * @param id the command's name and the decision's id; the device answers with it
 * @param treated what consent asked to be done to the data before, as {@code Treatments} writes it; null for nothing
 * @param requestedAt the partition's clock, epoch milliseconds
 * @param expiresAt from when on nobody sends it, and the device does not act on it, epoch milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record Command(
        int version,
        String id,
        String name,
        String device,
        Severity severity,
        String purpose,
        @Nullable String treated,
        Party party,
        SortedMap<String, JsonNode> parameters,
        String cause,
        String content,
        long requestedAt,
        long expiresAt) {

    /** The version written today. */
    public static final int VERSION = 1;

    /** Names it without its content. */
    @Override
    public String toString() {
        return "Command[" + name + "]";
    }
}
