package io.casewire.signals;

import io.casewire.consent.ConsentedReading;
import java.util.Map;

/**
 * A reading and what is known of its device over time.
 *
 * @param signals signal name to Double or Boolean; one that is still warming is absent
 */
public record ObservedReading(ConsentedReading consented, Map<String, Object> signals) {

    @Override
    public String toString() {
        return "ObservedReading[" + consented.reading().id() + "]";
    }
}
