package io.casewire.routes.events;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.Soql;
import io.casewire.salesforce.pubsub.EventHandler;
import io.casewire.salesforce.pubsub.OrgEvent;
import io.casewire.salesforce.pubsub.Position;
import io.casewire.salesforce.pubsub.PubSubException;
import io.casewire.stream.Journal;
import io.casewire.stream.Json;
import io.casewire.stream.PositionRecord;
import io.casewire.stream.PositionRecord.Gap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Lets a route handle events, and commits what it wants written down together with the position. */
final class JournaledEvents implements EventHandler {
    /** What happened right before the last position was written may not have come as an event yet. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);
    /** How long people are told of a gap. */
    private static final Duration TELL = Duration.ofDays(7);

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private final EventConsumer consumer;
    private final EventEndpoint endpoint;
    private final Journal journal;
    private final Clock clock = Clock.systemUTC();

    JournaledEvents(EventConsumer consumer, EventEndpoint endpoint, Journal journal) {
        this.consumer = consumer;
        this.endpoint = endpoint;
        this.journal = journal;
    }

    @Override
    public @Nullable Position position() {
        PositionRecord record = journal.position();
        return record == null || record.position() == null ? null : new Position(record.position());
    }

    @Override
    public void handle(List<OrgEvent> events, Position after, Instant arrived) throws Exception {
        PositionRecord before = journal.position();
        if (events.isEmpty() && after.equals(position())) {
            return;
        }
        List<Journal.Entry> entries = new ArrayList<>();
        String user = endpoint.events().client().userId();
        for (OrgEvent event : events) {
            Exchange exchange = consumer.createExchange(true);
            exchange.getMessage().setHeader(Events.ID, event.uuid());
            exchange.getMessage().setHeader(Events.POSITION, event.position().hex());
            boolean own = EventComponent.isSame(event.fields().get("CreatedById"), user);
            entries.addAll(route(exchange, event.fields(), own));
        }
        Gap gap = before == null ? null : before.gap();
        journal.commit(entries, new PositionRecord(PositionRecord.VERSION, after.hex(), clock.millis(), gap));
    }

    @Override
    public void lost(Position position, PubSubException reason) throws Exception {
        PositionRecord before = Objects.requireNonNull(journal.position());
        List<Journal.Entry> entries = new ArrayList<>();
        String reconcile = endpoint.reconcile();
        Integer found = null;
        if (reconcile != null) {
            String user = endpoint.events().client().userId();
            Instant since = Instant.ofEpochMilli(before.at()).minus(OVERLAP).truncatedTo(ChronoUnit.SECONDS);
            List<JsonNode> records =
                    Soql.queryAll(endpoint.events().org(), reconcile.replace(":since", since.toString()));
            for (JsonNode record : records) {
                Exchange exchange = consumer.createExchange(true);
                exchange.getMessage().setHeader(Events.READ_AGAIN, true);
                Map<String, Object> fields = Json.MAPPER.convertValue(record, FIELDS);
                entries.addAll(route(exchange, fields, EventComponent.isSame(fields.get("LastModifiedById"), user)));
            }
            found = records.size();
        }
        // The position stays until the stream has gone on: should it break before, all this is done again.
        Gap gap = new Gap(before.at(), clock.millis(), reason.errorCode(), found);
        journal.commit(entries, new PositionRecord(PositionRecord.VERSION, position.hex(), before.at(), gap));
    }

    /** @param own whether this connector's own user caused it */
    private List<Journal.Entry> route(Exchange exchange, Map<String, Object> fields, boolean own) throws Exception {
        exchange.getMessage().setHeader(Events.TOPIC, endpoint.settings().topic());
        exchange.getMessage().setHeader(Events.OWN, own);
        exchange.getMessage().setBody(fields);
        Events.Outcome outcome = Events.begin(exchange);
        try {
            consumer.getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            if (!outcome.isReached()) {
                throw new IllegalStateException("route " + consumer.getRouteId() + " ended without casewire-journal");
            }
            return outcome.entries();
        } finally {
            consumer.releaseExchange(exchange, true);
        }
    }

    /** That events were missed, for a week. */
    List<Finding> findings() {
        PositionRecord record = journal.position();
        Gap gap = record == null ? null : record.gap();
        if (gap == null
                || Instant.ofEpochMilli(gap.until()).isBefore(clock.instant().minus(TELL))) {
            return List.of();
        }
        String read = gap.readAgain() == null
                ? "nothing was read again, because the route names no reconcile query."
                : gap.readAgain() + " records were read again.";
        return List.of(new Finding(
                FindingCode.ORG_POSITION_LOST,
                endpoint.subscription(),
                "between " + second(gap.from()) + " and " + second(gap.until()) + " events may be missing; " + read));
    }

    private static Instant second(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
    }
}
