package io.casewire.cli;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import io.casewire.stream.OrgRecord;
import io.casewire.stream.PartyTable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that the org is the one that the data folder and Kafka hold the state of, before anything is read from it or
 * sent to it. Asks until it answers; another org stays a finding.
 */
final class OrgBinding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrgBinding.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration FOREIGN = Duration.ofSeconds(15);

    private final OrgApi org;
    private final PartyTable parties;
    private final DataFolder folder;
    private final Health health;
    private final Thread thread;
    private final CountDownLatch done = new CountDownLatch(1);

    /** @param bound what may begin then */
    OrgBinding(OrgApi org, PartyTable parties, DataFolder folder, Health health, Runnable bound) {
        this.org = org;
        this.parties = parties;
        this.folder = folder;
        this.health = health;
        thread = new Thread(() -> run(bound), "org-binding");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Runnable bound) {
        try {
            while (!bind()) {
                Thread.sleep(AGAIN.toMillis());
            }
            health.org(null);
            bound.run();
            done.countDown();
        } catch (InterruptedException e) {
            // closing
        }
    }

    /** Waits until it is. */
    void await() throws InterruptedException {
        done.await();
    }

    private boolean bind() throws InterruptedException {
        try {
            String id = Soql.query(org, "SELECT Id FROM Organization LIMIT 1")
                    .get(0)
                    .path("Id")
                    .asText();
            folder.bindTo(id);
            OrgRecord known = parties.latestOrg();
            if (known != null && !known.orgId().equals(id)) {
                throw new FindingException(new Finding(
                        FindingCode.ORG_FOREIGN,
                        "Kafka",
                        "its state is about org " + known.orgId() + ", this is " + id + "."));
            }
            return true;
        } catch (OrgUnreachableException e) {
            health.org(e.finding());
        } catch (FindingException e) {
            health.org(e.findings().get(0));
            Thread.sleep(FOREIGN.toMillis());
        } catch (Soql.RefusedException e) {
            health.org(new Finding(
                    FindingCode.ORG_UNREACHABLE, "org", "it refuses to be asked who it is: " + e.code() + "."));
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("The org could not be asked who it is, again");
        }
        return false;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
