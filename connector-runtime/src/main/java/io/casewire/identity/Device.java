package io.casewire.identity;

import org.jspecify.annotations.Nullable;

/**
 * What the org says of a device.
 *
 * @param parent the device that its Asset's parent is, or null
 * @param model the type its thresholds are chosen by, or null
 */
public record Device(
        String id, String assetId, String name, @Nullable String model, Party party, @Nullable String parent) {

    /** In place of an Asset's id: what is no single thing has none. */
    public static final String NO_ASSET = "";

    /** One that is under no other. */
    public Device(String id, String assetId, String name, @Nullable String model, Party party) {
        this(id, assetId, name, model, party, null);
    }

    public boolean hasAsset() {
        return !assetId.isEmpty();
    }

    @Override
    public String toString() {
        return "Device[" + assetId + "]";
    }
}
