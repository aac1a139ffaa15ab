package io.casewire.drl;

import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object that rules look at; filled again for every evaluation instead of made anew. */
public final class Fact {
    private final FactClass type;
    private final TimedFact object;
    private final BitSet missing = new BitSet();

    Fact(FactClass type) {
        this.type = type;
        this.object = type.newInstance();
        type.all().forEach(fields -> fields.set(object, Map.of(), missing));
    }

    /** Sets all of its own fields; what is not among the values is missing. */
    public Fact with(Map<String, ? extends @Nullable Object> values) {
        type.own().set(object, values, missing);
        return this;
    }

    /** Sets all fields of a part: {@code limits} for {@code limits.maxTorque}. */
    public Fact with(String part, Map<String, ? extends @Nullable Object> values) {
        type.part(part).set(object, values, missing);
        return this;
    }

    /** Which fields have no value, by their {@link #place}; it changes with the fact. */
    public BitSet missing() {
        return missing;
    }

    /**
     * Where a field stands among all of the fact's.
     *
     * @param field of a part with the part's name before it, as rules call it: {@code limits.maxTorque}
     */
    public int place(String field) {
        return type.place(field);
    }

    TimedFact object() {
        return object;
    }
}
