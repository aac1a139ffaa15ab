package io.casewire.localorg.pubsub;

import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.EventLog;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/** Begins flows with what all of them need. */
record FlowFactory(EventLog events, ScheduledExecutorService executor, Setup setup, Allowances allowances) {

    /** @see EventFlow */
    EventFlow start(List<String> topics, long position, EventFlow.Client client, BooleanSupplier closes, String rpcId) {
        return new EventFlow(events, topics, position, client, executor, setup, allowances, closes, rpcId);
    }
}
