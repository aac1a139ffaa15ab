package io.casewire.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is stopped now; immutable. */
public final class Brakes {
    /** Everything goes on. */
    public static final Brakes NONE = new Brakes(List.of());

    private final Map<Brake.Kind, Map<String, Brake>> byKind = new EnumMap<>(Brake.Kind.class);

    private Brakes(Collection<Brake> brakes) {
        brakes.forEach(brake ->
                byKind.computeIfAbsent(brake.kind(), kind -> new TreeMap<>()).put(brake.name(), brake));
    }

    public static Brakes of(Collection<Brake> brakes) {
        return new Brakes(brakes);
    }

    /** With one more, which replaces an earlier one on the same; without those that were over by then. */
    public Brakes with(Brake brake) {
        List<Brake> more = new ArrayList<>(all());
        more.removeIf(earlier -> !earlier.isOn(brake.at()) || earlier.id().equals(brake.id()));
        if (brake.isOn(brake.at())) {
            more.add(brake);
        }
        return new Brakes(more);
    }

    /** Asked for every reading and every write that waits. @param name empty for delivery */
    public boolean stop(Brake.Kind kind, String name, long now) {
        Map<String, Brake> ofKind = byKind.get(kind);
        Brake brake = ofKind == null ? null : ofKind.get(name);
        return brake != null && brake.isOn(now);
    }

    /** Whether nothing is stopped. */
    public boolean isEmpty() {
        return byKind.isEmpty();
    }

    /** By kind and name; some may be over. */
    public List<Brake> all() {
        return byKind.values().stream()
                .flatMap(brakes -> brakes.values().stream())
                .toList();
    }
}
