package io.casewire.delivery;

import io.casewire.mapping.Target;
import java.util.Locale;

/** By which of the org's interfaces a call leaves. */
public enum Api {
    /** sObject Collections: up to 200 records, each with an answer of its own. */
    COLLECTIONS,
    /** Composite graph: new records with those that have to follow them, each such family all or nothing. */
    GRAPH,
    /** One step of a Bulk API 2.0 job. */
    BULK,
    /** Platform events over the Pub/Sub API; costs no API call. */
    EVENTS,
    /** An autolaunched flow, run once for each row. */
    ACTIONS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The one that takes such a target where none is better. */
    static Api of(Target target) {
        return switch (target.kind()) {
            case OBJECT -> COLLECTIONS;
            case EVENT -> EVENTS;
            case FLOW -> ACTIONS;
        };
    }

    /** As in the routes. */
    public String label() {
        return label;
    }
}
