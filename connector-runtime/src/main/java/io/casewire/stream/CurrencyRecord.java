package io.casewire.stream;

/**
 * What {@code casewire.consents} says of itself, under the key {@code current}.
 *
 * @param asOf what was said in the org before is in the topic; epoch milliseconds
 */
public record CurrencyRecord(int version, long asOf) {
    /** The key it stands under; no id of a party looks like it. */
    public static final String KEY = "current";

    /** The version written today. */
    public static final int VERSION = 1;
}
