package io.casewire.consent;

import io.casewire.ingest.Format;
import io.casewire.model.DataClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a verdict asks to be done to data, by class; immutable. */
public final class Treatments {
    /** Everything may be seen as it is. */
    public static final Treatments NONE = new Treatments(new EnumMap<>(DataClass.class));

    private final EnumMap<DataClass, Treatment> byClass;

    private Treatments(EnumMap<DataClass, Treatment> byClass) {
        this.byClass = byClass;
    }

    public static Treatments of(DataClass dataClass, Treatment treatment) {
        return new Treatments(new EnumMap<>(Map.of(dataClass, treatment)));
    }

    public boolean isEmpty() {
        return byClass.isEmpty();
    }

    /** Whether anything is done to readings of this format. */
    boolean concern(Format format) {
        if (!byClass.isEmpty()) {
            for (Format.Field field : format.fields()) {
                if (byClass.containsKey(field.dataClass())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What is done to data of a class; null for nothing. */
    public @Nullable Treatment of(DataClass dataClass) {
        return byClass.get(dataClass);
    }

    /** Both; of two for the same class, the stricter. */
    public Treatments and(Treatments other) {
        if (other.isEmpty() || equals(other)) {
            return this;
        }
        EnumMap<DataClass, Treatment> both = new EnumMap<>(byClass);
        other.byClass.forEach((dataClass, treatment) -> both.merge(dataClass, treatment, Treatment::strictest));
        return new Treatments(both);
    }

    /** Whether data treated like this may be seen where the other is asked for. */
    public boolean suffice(Treatments other) {
        return and(other).equals(this);
    }

    /** By class, in words. */
    public Map<DataClass, String> all() {
        EnumMap<DataClass, String> all = new EnumMap<>(DataClass.class);
        byClass.forEach((dataClass, treatment) -> all.put(dataClass, treatment.toString()));
        return all;
    }

    /** {@code health=mask,location=coarsen 0.1}; empty for none. */
    @Override
    public String toString() {
        return byClass.entrySet().stream()
                .map(entry -> entry.getKey().label() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    /** @param text as {@link #toString()} gives it, null for none */
    public static Treatments parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        EnumMap<DataClass, Treatment> byClass = new EnumMap<>(DataClass.class);
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            byClass.put(DataClass.of(part.substring(0, equals)), Treatment.parse(part.substring(equals + 1)));
        }
        return new Treatments(byClass);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Treatments treatments && byClass.equals(treatments.byClass);
    }

    @Override
    public int hashCode() {
        return byClass.hashCode();
    }
}
