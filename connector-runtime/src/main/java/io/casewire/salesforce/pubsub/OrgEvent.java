package io.casewire.salesforce.pubsub;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as the org sent it.
 *
 * @param uuid of the event; one that was published twice has the same twice
 * @param position right after it
 * @param fields text, numbers, Booleans, lists and maps; times are milliseconds since 1970
 */
public record OrgEvent(String uuid, Position position, Map<String, @Nullable Object> fields) {

    @Override
    public String toString() {
        return "OrgEvent[" + position.hex() + "]";
    }
}
