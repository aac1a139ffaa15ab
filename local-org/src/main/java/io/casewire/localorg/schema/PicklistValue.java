package io.casewire.localorg.schema;

/**
 * One value of a picklist.
 *
 * @param byDefault whether a new record gets it when it names none
 * @param closed whether a Case in this status is closed
 */
public record PicklistValue(String value, String label, boolean byDefault, boolean closed) {
    public static PicklistValue of(String value) {
        return new PicklistValue(value, value, false, false);
    }
}
