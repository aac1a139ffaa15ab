package io.casewire.localorg.pubsub;

import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Transaction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The deployed managed subscriptions, and the places the org keeps for them. */
public final class ManagedSubscriptions {
    /** The metadata type. */
    public static final String TYPE = "ManagedEventSubscription";

    private static final String PREFIX = "18x";
    private static final Pattern ELEMENT =
            Pattern.compile("<(topicName|defaultReplay|errorRecoveryReplay|state|label|version)>\\s*([^<]*?)\\s*<");

    private final RecordStore store;
    private final Set<String> active = ConcurrentHashMap.newKeySet();

    public ManagedSubscriptions(RecordStore store) {
        this.store = store;
    }

    /**
     * One of them.
     *
     * @param defaultReplay LATEST or EARLIEST, where nothing was committed yet
     * @param errorRecoveryReplay the same, where what was committed is no longer kept
     * @param state RUN or STOP
     */
    public record Managed(
            String id,
            String developerName,
            String label,
            String topicName,
            String defaultReplay,
            String errorRecoveryReplay,
            String state) {
        boolean isStopped() {
            return state.equals("STOP");
        }
    }

    /** By its id, of 15 or 18 characters, or by its developer name; null when there is none. */
    public @Nullable Managed find(String idOrName) {
        for (Component component : store.schema().components(TYPE)) {
            Managed managed = read(component);
            if (managed.developerName.equals(idOrName) || managed.id.equals(RecordId.normalize(idOrName))) {
                return managed;
            }
        }
        return null;
    }

    private static Managed read(Component component) {
        String id = RecordId.of(
                PREFIX, "Lo0", Integer.toUnsignedLong(component.fullName().hashCode()));
        return new Managed(
                id,
                component.fullName(),
                value(component, "label"),
                value(component, "topicName"),
                value(component, "defaultReplay"),
                value(component, "errorRecoveryReplay"),
                value(component, "state"));
    }

    private static String value(Component component, String element) {
        Matcher matcher = ELEMENT.matcher(component.xml());
        while (matcher.find()) {
            if (matcher.group(1).equals(element)) {
                return matcher.group(2);
            }
        }
        return "";
    }

    /** The replay id committed last; 0 where there is none. */
    long committed(Managed managed) {
        return store.mark(mark(managed));
    }

    /** Survives the org's end once it returns. */
    void commit(Managed managed, long replayId) {
        try (Transaction tx = store.begin()) {
            tx.mark(mark(managed), replayId);
            tx.commit();
        }
    }

    private static String mark(Managed managed) {
        return "managed/" + managed.developerName;
    }

    /** Takes the one place a subscription has; false when somebody has it. */
    boolean enter(Managed managed) {
        return active.add(managed.developerName);
    }

    void leave(Managed managed) {
        active.remove(managed.developerName);
    }
}
