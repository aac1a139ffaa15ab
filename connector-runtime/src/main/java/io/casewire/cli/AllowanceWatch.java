package io.casewire.cli;

import io.casewire.delivery.Allowance;
import io.casewire.salesforce.AllowanceQuery;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.stream.AllowanceLog;
import io.casewire.stream.Leases;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the org every few minutes what is left of its allowances, on the one replica it falls to. */
final class AllowanceWatch implements Leases.Tenure {
    private static final Logger LOG = LoggerFactory.getLogger(AllowanceWatch.class);

    /** The org's own numbers are not newer (Salesforce REST API guide: Limits). */
    private static final Duration EVERY = Duration.ofMinutes(5);

    private static final Duration AGAIN = Duration.ofSeconds(15);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final OrgApi org;
    private final AllowanceLog log;
    private final Thread thread = new Thread(this::run, "allowance-watch");
    private volatile boolean closed;

    AllowanceWatch(OrgApi org, AllowanceLog log) {
        this.org = org;
        this.log = log;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            Duration wait = EVERY;
            try {
                for (Allowance allowance : AllowanceQuery.read(org, System.currentTimeMillis())) {
                    log.append(allowance);
                }
            } catch (OrgUnreachableException e) {
                // Who reads people and devices has said so.
                wait = AGAIN;
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.atError().setCause(e).log("What is left of the org's allowances could not be noted, again");
                wait = AGAIN;
            }
            try {
                Thread.sleep(wait.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public boolean isBroken() {
        return !thread.isAlive();
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
        log.close();
    }
}
