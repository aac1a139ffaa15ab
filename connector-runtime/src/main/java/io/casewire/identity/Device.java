package io.casewire.identity;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the org says of a device.
 *
 * @param fields what {@code mappings/identity.yaml} declares of its Asset, by the name it is given there: thresholds are chosen by
 *     them
 * @param parent the device that its Asset's parent is, or null
 */
public record Device(
        String id, String assetId, String name, Map<String, String> fields, Party party, @Nullable String parent) {

    /** In place of an Asset's id: what is no single thing has none. */
    public static final String NO_ASSET = "";

    /** The field that every content may speak of, whether it is declared or not. */
    public static final String MODEL = "model";

    /** And what every Asset has. */
    public static final String NAME = "name";

    public Device {
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    public boolean hasAsset() {
        return !assetId.isEmpty();
    }

    /** The same with other fields. */
    public Device with(Map<String, String> others) {
        return new Device(id, assetId, name, others, party, parent);
    }

    /** What rules call {@code device.} and this name; null when the org does not say. */
    public @Nullable String field(String field) {
        return field.equals(NAME) ? name : fields.get(field);
    }

    @Override
    public String toString() {
        return "Device[" + assetId + "]";
    }
}
