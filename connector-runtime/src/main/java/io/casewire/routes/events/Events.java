package io.casewire.routes.events;

import io.casewire.stream.Journal;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a message of {@code casewire-pubsub} carries beside its body, a map of the event's fields. */
public final class Events {
    /** The uuid of the event; of one to be published, what to know it by. */
    public static final String ID = "CasewireEventId";
    /** The topic it came from. */
    public static final String TOPIC = "CasewireEventTopic";
    /** Where it stands in the stream, in hexadecimal digits. */
    public static final String POSITION = "CasewireEventPosition";
    /** Whether this connector's own user caused it. */
    public static final String OWN = "CasewireEventOwn";
    /** Whether it is no event but a record that the reconcile query found. */
    public static final String READ_AGAIN = "CasewireEventReadAgain";

    private static final String JOURNAL = "casewire-journal";

    private Events() {}

    /** What a route wants written down of one event. */
    static final class Outcome {
        private final List<Journal.Entry> entries = new ArrayList<>();
        private boolean reached;

        /** The route came to its end; @param entry or null when nothing comes of the event */
        synchronized void reach(Journal.@Nullable Entry entry) {
            reached = true;
            if (entry != null) {
                entries.add(entry);
            }
        }

        synchronized boolean isReached() {
            return reached;
        }

        synchronized List<Journal.Entry> entries() {
            return List.copyOf(entries);
        }
    }

    static Outcome begin(Exchange exchange) {
        Outcome outcome = new Outcome();
        exchange.setProperty(JOURNAL, outcome);
        return outcome;
    }

    static @Nullable Outcome of(Exchange exchange) {
        return exchange.getProperty(JOURNAL, Outcome.class);
    }
}
