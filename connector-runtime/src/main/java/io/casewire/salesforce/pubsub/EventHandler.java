package io.casewire.salesforce.pubsub;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of the events of a {@link Subscription}; called by one thread at a time. */
public interface EventHandler {

    /** Where to go on, asked whenever the stream begins anew; null for a subscription that never had events. */
    @Nullable
    Position position();

    /**
     * Handles events in their order, and keeps the position with what it does: both, or neither. More are asked for when
     * it returns.
     *
     * @param events may be none: then the stream has moved on without events of this topic
     * @param arrived when the first of them came in, or word that there are none
     * @throws Exception when nothing was done; the same events come again
     */
    void handle(List<OrgEvent> events, Position position, Instant arrived) throws Exception;

    /**
     * The org does not know the position any more, and the stream has begun anew as the subscription's settings say. What
     * came in between is lost to it and has to be looked for by a query.
     *
     * @throws Exception when that failed; the stream begins anew once more, and this is told again
     */
    void lost(Position position, PubSubException reason) throws Exception;
}
