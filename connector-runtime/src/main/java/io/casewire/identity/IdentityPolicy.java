package io.casewire.identity;

import io.casewire.model.SourceFile;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which devices are known, what happens to readings of others, and when a device is forgotten, as {@code mappings/identity.yaml} declares it.
 *
 * @param heldPerDevice readings of one device kept waiting, and no more than 512 KiB of them; beyond that they become dead letters
 * @param retry how often a waiting device is looked up again
 * @param refresh how often the org is asked for changed Assets
 * @param deviceIdField the Asset field that holds the device id, an external id
 * @param fields what else of an Asset counts, by the name that content has for it: a field of its own, or one of what it
 *     looks up, as {@code Account.Site}
 * @param registerUnder name of the Account new Assets belong to; only for {@link Unknown#REGISTER}
 * @param registerPerDay most Assets registered per partition and day of the partition's clock
 * @param expireAfter a device that says nothing for so long, by the partition's clock, is forgotten
 */
public record IdentityPolicy(
        SourceFile file,
        Unknown unknownDevice,
        int heldPerDevice,
        Duration retry,
        Duration refresh,
        String deviceIdField,
        Map<String, String> fields,
        @Nullable String registerUnder,
        int registerPerDay,
        Duration expireAfter) {

    public IdentityPolicy {
        fields = Map.copyOf(fields);
    }

    /** What rules, limits and expressions may say of a device beside its name. */
    public Set<String> deviceFields() {
        Set<String> names = new TreeSet<>(fields.keySet());
        names.add(Device.MODEL);
        return names;
    }

    /** Where in the file a field is declared. */
    public String fieldPointer(String field) {
        return field.equals(Device.MODEL) ? "/asset/model" : "/asset/fields/" + field;
    }

    /** The declared choice. */
    public enum Unknown {
        HOLD,
        DROP,
        REGISTER
    }
}
