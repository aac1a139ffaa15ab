package io.casewire.cli;

import io.casewire.identity.IdentityPolicy;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgSync;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import io.casewire.stream.ConsentTable;
import io.casewire.stream.PartyLog;
import io.casewire.stream.PartyTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the org at the start and again and again; an org that does not answer is a finding, and asked again. */
final class OrgWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrgWatch.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(15);

    private final OrgApi org;
    private final PartyTable parties;
    private final ConsentTable consents;
    private final IdentityPolicy policy;
    private final Health health;
    private final DataFolder folder;
    private final Thread thread = new Thread(this::run, "org-watch");
    private volatile boolean closed;
    private boolean bound;
    private @Nullable OrgSync sync;

    OrgWatch(
            OrgApi org,
            PartyTable parties,
            ConsentTable consents,
            IdentityPolicy policy,
            Health health,
            DataFolder folder) {
        this.org = org;
        this.parties = parties;
        this.consents = consents;
        this.policy = policy;
        this.health = health;
        this.folder = folder;
    }

    /** @return what the org's people and devices are read with */
    OrgSync start(PartyLog log) {
        OrgSync reading = new OrgSync(org, log, parties, consents, policy);
        sync = reading;
        thread.setDaemon(true);
        thread.start();
        return reading;
    }

    private void run() {
        Duration wait = FIRST_RETRY;
        while (!closed) {
            try {
                read();
                wait = policy.refresh();
            } catch (OrgUnreachableException e) {
                health.org(e.finding());
                wait = longer(wait);
            } catch (FindingException e) {
                health.org(e.findings().get(0));
                wait = LAST_RETRY;
            } catch (Soql.RefusedException e) {
                health.org(new Finding(
                        FindingCode.MAPPING_UNKNOWN_FIELD,
                        "mappings/identity.yaml",
                        "the org refuses to be read: " + e.code() + ". Is the metadata deployed?"));
                wait = longer(wait);
            } catch (ExecutionException | IOException e) {
                LOG.atWarn().setCause(e).log("What the org says could not be written down, again");
                wait = longer(wait);
            } catch (InterruptedException e) {
                return;
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

    private void read()
            throws OrgUnreachableException, Soql.RefusedException, ExecutionException, IOException,
                    InterruptedException {
        if (!bound) {
            folder.bindTo(Soql.query(org, "SELECT Id FROM Organization LIMIT 1")
                    .get(0)
                    .path("Id")
                    .asText());
            bound = true;
        }
        OrgSync reading = Objects.requireNonNull(sync);
        reading.run();
        health.org(reading.fault());
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
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
