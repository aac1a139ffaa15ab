package io.casewire.identity;

import org.jspecify.annotations.Nullable;

/**
 * What the org says of a device.
 *
 * @param model the type its thresholds are chosen by, or null
 */
public record Device(String id, String assetId, String name, @Nullable String model, Party party) {

    @Override
    public String toString() {
        return "Device[" + assetId + "]";
    }
}
