package io.casewire.localorg.metadata;

import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Deploys by their ids. One is carried out when it comes in, unless the org is set up to let it wait; then it can be
 * cancelled, and begins when somebody asks for it after its time.
 */
public final class DeployQueue {
    private static final String PREFIX = "0Af";
    private static final String INSTANCE = "Lo0";

    private final RecordStore store;
    private final Deployer deployer;
    private final Setup setup;
    private final Clock clock;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    public DeployQueue(RecordStore store, Deployer deployer, Setup setup, Clock clock) {
        this.store = store;
        this.deployer = deployer;
        this.setup = setup;
        this.clock = clock;
    }

    /**
     * A deploy as it stands.
     *
     * @param result null while it waits, and for good when it was cancelled
     */
    public record Deploy(
            String id,
            String userId,
            String username,
            Instant created,
            DeployOptions options,
            boolean canceled,
            @Nullable DeployResult result) {

        public boolean done() {
            return canceled || result != null;
        }

        /** As the Metadata API names it. */
        public String status() {
            if (canceled) {
                return "Canceled";
            }
            DeployResult ended = result;
            if (ended == null) {
                return "Pending";
            }
            return ended.success() ? "Succeeded" : ended.partial() ? "SucceededPartial" : "Failed";
        }

        public boolean success() {
            return result != null && result.success();
        }
    }

    private static final class Entry {
        private final byte[] zip;
        private final WriteContext context;
        private final long begins;
        private Deploy deploy;

        Entry(Deploy deploy, byte[] zip, WriteContext context, long begins) {
            this.deploy = deploy;
            this.zip = zip;
            this.context = context;
            this.begins = begins;
        }
    }

    /**
     * Takes a deploy and answers how it stands at once.
     *
     * @throws ApiException when the user may not deploy
     */
    public Deploy start(byte[] zip, DeployOptions options, WriteContext context) {
        if (!context.rights().mayDeploy()) {
            throw new ApiException(
                    StatusCode.INSUFFICIENT_ACCESS_OR_READONLY,
                    "insufficient access: a deploy needs the permission ModifyMetadata or ModifyAllData");
        }
        String id = RecordId.of(PREFIX, INSTANCE, lastNumber.incrementAndGet());
        Deploy deploy = new Deploy(id, context.userId(), context.username(), context.now(), options, false, null);
        Entry entry = new Entry(
                deploy,
                zip,
                context.asSystem(),
                clock.millis() + setup.settings().deployPauseMillis());
        entries.put(id, entry);
        return settle(entry);
    }

    /** How it stands now, or null when there is no such deploy. */
    public @Nullable Deploy find(String id) {
        Entry entry = entries.get(id);
        return entry == null ? null : settle(entry);
    }

    /** Cancels what still waits; what is done stays done. Null when there is no such deploy. */
    public @Nullable Deploy cancel(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return null;
        }
        synchronized (entry) {
            Deploy now = entry.deploy;
            if (!now.done()) {
                entry.deploy = new Deploy(now.id, now.userId, now.username, now.created, now.options, true, null);
            }
            return entry.deploy;
        }
    }

    private Deploy settle(Entry entry) {
        synchronized (entry) {
            Deploy now = entry.deploy;
            if (!now.done() && clock.millis() >= entry.begins) {
                DeployResult result;
                try (Transaction tx = store.begin()) {
                    result = deployer.deploy(tx, entry.zip, now.options, entry.context);
                    tx.commit();
                }
                entry.deploy = new Deploy(now.id, now.userId, now.username, now.created, now.options, false, result);
            }
            return entry.deploy;
        }
    }
}
