package io.casewire.localorg.flow;

import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.pubsub.EventPublisher;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Event;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the flows that wait for platform events, after the event was published and on a thread of their own. A flow that
 * fails loses what it did and that event, and goes on with the next one, as in Salesforce; the flow log says so.
 */
public final class EventFlows implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFlows.class);
    private static final int BATCH = 100;

    private final RecordStore store;
    private final FlowRunner runner;
    private final RowLocks locks;
    private final Clock clock;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "local-org-event-flows");
        thread.setDaemon(true);
        return thread;
    });
    private long position;
    private volatile boolean stopped;

    public EventFlows(RecordStore store, FlowRunner runner, RowLocks locks, Clock clock) {
        this.store = store;
        this.runner = runner;
        this.locks = locks;
        this.clock = clock;
        this.position = store.events().lastReplayId();
        store.events().listen(() -> {
            if (!stopped) {
                worker.execute(this::runAll);
            }
        });
    }

    private void runAll() {
        long last = store.events().lastReplayId();
        for (SObjectType type : store.schema().types()) {
            if (type.definition().event() && runner.awaits(store.schema(), type)) {
                runOne(type, last);
            }
        }
        position = Math.max(position, last);
    }

    private void runOne(SObjectType type, long last) {
        long at = position;
        List<Event> next;
        do {
            next = store.events().after(EventPublisher.topic(type), at, BATCH);
            for (Event event : next) {
                at = event.replayId();
                if (!stopped && at <= last) {
                    run(type, event);
                }
            }
        } while (!next.isEmpty() && at < last);
    }

    private void run(SObjectType type, Event event) {
        try (Transaction tx = store.begin()) {
            String userId = tx.rows(tx.schema().type("User")).iterator().next().id();
            WriteContext context =
                    new WriteContext(userId, "", clock.instant(), true, false, locks.holder(), Rights.ALL);
            runner.event(tx, type, EventPublisher.read(tx.schema(), event), context);
            tx.commit();
        } catch (ApiException e) {
            LOG.atWarn().addKeyValue("event", type.name()).log("A flow failed on an event; the flow log says why");
        }
    }

    /** The flow under way comes to its end: interrupting it would close the files it writes to. */
    @Override
    public void close() {
        stopped = true;
        worker.shutdown();
        try {
            worker.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
