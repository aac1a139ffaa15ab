package io.casewire.mapping;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What a mapping writes to.
 *
 * @param name of the object, the platform event or the flow, as the org's API has it
 * @param externalId the field that says which record it is; empty for anything but an object
 * @param unique fields of which the org takes only one record with the same values: one that people made is taken over
 * @param assignment whether the org's assignment rules choose the owner of a new record
 * @param allowDuplicates value of {@code allowSave} in {@code Sforce-Duplicate-Rule-Header}
 */
@JsonPropertyOrder(alphabetic = true)
public record Target(
        Kind kind, String name, String externalId, List<String> unique, boolean assignment, boolean allowDuplicates) {

    /** What can be written to. */
    public enum Kind {
        /** A record, made once and then changed. */
        OBJECT,
        /** A platform event, published once for each write. */
        EVENT,
        /** An autolaunched flow, run once for each write; again where an answer was lost. */
        FLOW
    }

    public Target {
        unique = List.copyOf(unique);
    }

    /** An object without more. */
    public static Target object(String name, String externalId) {
        return new Target(Kind.OBJECT, name, externalId, List.of(), false, false);
    }

    public static Target event(String name) {
        return new Target(Kind.EVENT, name, "", List.of(), false, false);
    }

    public static Target flow(String name) {
        return new Target(Kind.FLOW, name, "", List.of(), false, false);
    }
}
