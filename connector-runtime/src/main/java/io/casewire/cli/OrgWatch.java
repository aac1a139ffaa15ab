package io.casewire.cli;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgSync;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import io.casewire.stream.Leases;
import io.casewire.stream.PartyLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the org at the start and again and again, and hears of consent meanwhile, for as long as this replica is the one
 * to do so; an org that does not answer is a finding, and asked again.
 */
final class OrgWatch implements Leases.Tenure {
    private static final Logger LOG = LoggerFactory.getLogger(OrgWatch.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(15);

    private final OrgSync sync;
    private final PartyLog log;
    private final Health health;
    private final @Nullable ConsentStream stream;
    private final Thread thread = new Thread(this::run, "org-watch");
    private volatile boolean closed;

    /** @param stream of consent; null where the org's Pub/Sub API is not known */
    OrgWatch(OrgSync sync, PartyLog log, Health health, @Nullable ConsentStream stream) {
        this.sync = sync;
        this.log = log;
        this.health = health;
        this.stream = stream;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        Duration wait = FIRST_RETRY;
        long due = System.nanoTime();
        while (!closed) {
            try {
                if (System.nanoTime() - due >= 0) {
                    sync.run();
                    due = System.nanoTime() + sync.every().toNanos();
                }
                sync.readWaiting();
                tell(sync.fault());
                wait = FIRST_RETRY;
                sync.awaitPeople(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                continue;
            } catch (InterruptedException e) {
                return;
            } catch (OrgUnreachableException e) {
                tell(e.finding());
                wait = longer(wait);
            } catch (Soql.RefusedException e) {
                tell(refused(e));
                wait = longer(wait);
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                // A watch that died would let consent grow old, and nobody would notice.
                LOG.atError().setCause(e).log("Reading the org failed unexpectedly, again");
                wait = longer(wait);
            }
            if (pause(wait)) {
                return;
            }
        }
    }

    /** Once closed, another may have something to tell. */
    private void tell(@Nullable Finding finding) {
        if (!closed) {
            health.org(finding);
        }
    }

    private static Finding refused(Soql.RefusedException e) {
        return e.isAboutWhatIsNamed()
                ? new Finding(
                        FindingCode.MAPPING_UNKNOWN_FIELD,
                        "mappings/identity.yaml",
                        "the org refuses to be read: " + e.code() + ". Is the metadata deployed?")
                : new Finding(FindingCode.ORG_UNREACHABLE, "org", "it refuses to be read: " + e.code() + ".");
    }

    private static Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : twice;
    }

    private boolean pause(Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public boolean isBroken() {
        return log.isBroken();
    }

    @Override
    public void close() {
        closed = true;
        if (stream != null) {
            stream.close();
        }
        thread.interrupt();
        try {
            thread.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
        health.org(null);
    }

    /** What reading the org costs while nothing changes in it; nothing once another replica does. */
    long callsPerDay() {
        return closed ? 0 : sync.callsPerDay();
    }

    /** Why consent is not heard of as it changes, and that something was missed. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (closed) {
            return findings;
        }
        Finding drift = sync.drift();
        if (drift != null) {
            findings.add(drift);
        }
        findings.addAll(sync.disagreements());
        if (stream != null) {
            findings.addAll(stream.findings());
        }
        return findings;
    }
}
