package io.casewire.localorg.control;

import io.casewire.localorg.dml.RecordMerge;
import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.dml.Triggers;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.pubsub.EventSchemas;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.schema.PersonAccounts;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.setup.Settings;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Snapshot;
import io.casewire.localorg.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The org as a whole: kept and put back by name, emptied, and what an agent does in its pages. */
public final class OrgState {
    private final RecordStore store;
    private final Sessions sessions;
    private final RecordMerge merging;
    private final String agent;
    private final RowLocks locks;
    private final Clock clock;
    private final Snapshot first;
    private final Settings firstSettings;
    private final long firstDailyApiRequests;
    private final Map<String, Snapshot> snapshots = new ConcurrentHashMap<>();

    /**
     * @param agent the username of whoever merges records
     * @param first the org when it was new: users and nothing else
     */
    public OrgState(
            RecordStore store,
            Sessions sessions,
            Setup setup,
            RowLocks locks,
            Triggers triggers,
            String agent,
            Clock clock,
            Snapshot first,
            long firstDailyApiRequests) {
        this.store = store;
        this.sessions = sessions;
        this.agent = agent;
        this.merging = new RecordMerge(setup, triggers);
        this.locks = locks;
        this.clock = clock;
        this.first = first;
        this.firstSettings = setup.settings();
        this.firstDailyApiRequests = firstDailyApiRequests;
    }

    Settings firstSettings() {
        return firstSettings;
    }

    long firstDailyApiRequests() {
        return firstDailyApiRequests;
    }

    void expireSessions() {
        sessions.expireAll();
    }

    /** Keeps everything under a name until the process ends; an earlier snapshot of the name is replaced. */
    public void save(String name) {
        snapshots.put(name, store.snapshot());
    }

    /** @throws IllegalArgumentException when there is no snapshot of this name */
    public void restore(String name) {
        Snapshot snapshot = snapshots.get(name);
        if (snapshot == null) {
            throw new IllegalArgumentException("there is no snapshot " + name + "; there are " + snapshots.keySet());
        }
        store.restore(snapshot);
    }

    /** Nothing but the users an org has when it is new. */
    public void empty() {
        store.restore(first);
    }

    /** Gives the org Person Accounts. Only {@link #empty} and a snapshot from before take them away again. */
    public void enablePersonAccounts() {
        try (Transaction tx = store.begin()) {
            tx.deploy(EventSchemas.note(PersonAccounts.enable(tx.schema())));
            tx.commit();
        }
    }

    /** Merges records as people do in Salesforce's pages; the REST API does not. */
    public void merge(String masterId, List<String> loserIds) {
        try (Transaction tx = store.begin()) {
            SObjectType users = tx.schema().type("User");
            Row user = tx.find(users, users.field("Username"), agent).get(0);
            WriteContext context =
                    new WriteContext(user.id(), "", clock.instant(), false, false, locks.holder(), Rights.ALL);
            merging.merge(
                    tx,
                    normalized(masterId),
                    loserIds.stream().map(OrgState::normalized).toList(),
                    context);
            tx.commit();
        }
    }

    private static String normalized(String id) {
        String whole = RecordId.normalize(id);
        if (whole == null) {
            throw new IllegalArgumentException("this is no record id: " + id);
        }
        return whole;
    }
}
