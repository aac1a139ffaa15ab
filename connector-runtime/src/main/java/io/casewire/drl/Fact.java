package io.casewire.drl;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object that rules look at; filled again for every evaluation instead of made anew. */
public final class Fact {
    private final FactClass type;
    private final TimedFact object;

    Fact(FactClass type) {
        this.type = type;
        this.object = type.newInstance();
    }

    /** Sets all of its own fields; what is not among the values is missing. */
    public Fact with(Map<String, ? extends @Nullable Object> values) {
        type.own().set(object, values);
        return this;
    }

    /** Sets all fields of a part: {@code limits} for {@code limits.maxTorque}. */
    public Fact with(String part, Map<String, ? extends @Nullable Object> values) {
        type.part(part).set(object, values);
        return this;
    }

    TimedFact object() {
        return object;
    }
}
