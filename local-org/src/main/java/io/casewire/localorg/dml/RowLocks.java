package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.setup.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parents that writes hold while they work. Two calls whose time overlaps and that write children of one parent meet
 * here, and the later one's rows are refused; calls that come one after the other never do.
 *
 * <p>With {@code rowLockMillis} at 0 nothing is held.
 */
public final class RowLocks {
    /** Records of these are named by many others, and Salesforce does not lock them for it. */
    private static final Set<String> NEVER = Set.of("User", "Profile", "Organization", "Group", "RecordType");

    private final Setup setup;
    private final Map<String, Holder> holders = new ConcurrentHashMap<>();

    public RowLocks(Setup setup) {
        this.setup = setup;
    }

    public Holder holder() {
        return new Holder();
    }

    static boolean isLocking(Field lookup) {
        return lookup.referenceTo().stream().noneMatch(NEVER::contains);
    }

    /** One call's locks. Closing it lets them go; it can be used again. */
    public final class Holder implements AutoCloseable {
        private final List<String> held = new ArrayList<>();

        private Holder() {}

        /** @throws ApiException UNABLE_TO_LOCK_ROW when another call holds the record */
        void lock(String id) {
            if (setup.settings().rowLockMillis() == 0) {
                return;
            }
            Holder other = holders.putIfAbsent(id, this);
            if (other == null) {
                held.add(id);
            } else if (other != this) {
                throw new ApiException(
                        StatusCode.UNABLE_TO_LOCK_ROW,
                        "unable to obtain exclusive access to this record or 1 records: " + id);
            }
        }

        /** Takes the time a write takes, when it holds anything. */
        public void work() {
            if (!held.isEmpty()) {
                try {
                    Thread.sleep(setup.settings().rowLockMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void close() {
            held.forEach(holders::remove);
            held.clear();
        }
    }
}
