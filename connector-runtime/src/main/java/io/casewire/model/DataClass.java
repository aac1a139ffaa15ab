package io.casewire.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a value says of a person; formats name it, purposes say which they need, policies say what becomes of it. */
public enum DataClass {
    /** How a machine is: says nothing of a person by itself. What a field is that names no class. */
    TECHNICAL("technical"),
    /** When and how somebody uses a device. */
    USAGE("usage"),
    /** Tells one person from another: a badge, a card, a login. */
    IDENTIFIER("identifier"),
    /** Where a person, or her device, is. */
    LOCATION("location"),
    /** When it was; a reading's own time always belongs to it. */
    TIME("time"),
    /** A state of body or mind. */
    HEALTH("health"),
    /** What CPRA calls sensitive and GDPR special, other than health. */
    SENSITIVE("sensitive"),
    /** What somebody does at work. */
    EMPLOYMENT("employment");

    private final String label;

    DataClass(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException naming the accepted words */
    public static DataClass of(String label) {
        for (DataClass dataClass : values()) {
            if (dataClass.label.equals(label)) {
                return dataClass;
            }
        }
        throw new IllegalArgumentException("unknown data class '" + label + "', expected one of "
                + Arrays.stream(values()).map(DataClass::label).collect(Collectors.joining(", ")));
    }
}
