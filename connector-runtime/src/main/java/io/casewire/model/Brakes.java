package io.casewire.model;

import java.util.Collection;
import java.util.TreeMap;

/** What is stopped now; immutable. */
public final class Brakes {
    /** Everything goes on. */
    public static final Brakes NONE = new Brakes(new TreeMap<>());

    private final TreeMap<String, Brake> byId;

    private Brakes(TreeMap<String, Brake> byId) {
        this.byId = byId;
    }

    public static Brakes of(Collection<Brake> brakes) {
        TreeMap<String, Brake> byId = new TreeMap<>();
        brakes.forEach(brake -> byId.put(brake.id(), brake));
        return new Brakes(byId);
    }

    /** With one more, which replaces an earlier one on the same; without those that were over by then. */
    public Brakes with(Brake brake) {
        TreeMap<String, Brake> more = new TreeMap<>(byId);
        more.values().removeIf(earlier -> !earlier.isOn(brake.at()));
        more.remove(brake.id());
        if (brake.isOn(brake.at())) {
            more.put(brake.id(), brake);
        }
        return new Brakes(more);
    }

    /** @param name empty for delivery */
    public boolean stop(Brake.Kind kind, String name, long now) {
        if (byId.isEmpty()) {
            return false;
        }
        Brake brake = byId.get(name.isEmpty() ? kind.label() : kind.label() + "/" + name);
        return brake != null && brake.isOn(now);
    }

    /** By id; some may be over. */
    public Collection<Brake> all() {
        return byId.values();
    }
}
