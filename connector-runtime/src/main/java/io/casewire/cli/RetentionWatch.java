package io.casewire.cli;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.BulkIngest;
import io.casewire.salesforce.EpisodeRetention;
import io.casewire.salesforce.EpisodeRetention.Result;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import io.casewire.stream.Leases;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once a day archives and deletes episodes that cleared long ago, on the one replica it falls to. */
final class RetentionWatch implements Leases.Tenure {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);
    /** What is due to be written comes first. */
    private static final Duration FIRST = Duration.ofMinutes(1);

    /** Of a Bulk API job. */
    private static final int ROWS = 10_000;

    private static final Duration EVERY = Duration.ofDays(1);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final EpisodeRetention retention;
    private final Duration age;
    private final EpisodeArchive archive;
    private final Consumer<@Nullable Finding> tell;
    private final Thread thread = new Thread(this::run, "retention");
    private volatile boolean closed;

    /** @param tell why it could not be done; null when it was */
    RetentionWatch(OrgApi org, Duration age, EpisodeArchive archive, Consumer<@Nullable Finding> tell) {
        this.retention = new EpisodeRetention(org, ROWS);
        this.age = age;
        this.archive = archive;
        this.tell = tell;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        Duration wait = FIRST;
        try {
            while (!closed) {
                Thread.sleep(wait.toMillis());
                wait = sweep() ? EVERY : AGAIN;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean sweep() throws InterruptedException {
        try {
            Result result = retention.run(Instant.now().minus(age), archive);
            if (result.deleted() + result.left() > 0) {
                LOG.atInfo()
                        .addKeyValue("deleted", result.deleted())
                        .addKeyValue("left", result.left())
                        .log("Episodes that cleared long ago were archived and deleted");
            }
            tell.accept(result.left() == 0 ? null : fault("the org keeps " + result.left() + " of them."));
            return true;
        } catch (OrgUnreachableException e) {
            // Who reads people and devices has said so.
            return false;
        } catch (Soql.RefusedException e) {
            tell.accept(fault("the org refuses to be asked: " + e.code() + "."));
            return true;
        } catch (BulkIngest.RefusedException e) {
            tell.accept(fault("the org refuses to delete them: " + e.code() + "."));
            return !e.isForNow();
        } catch (IOException e) {
            tell.accept(fault("they could not be archived: " + e.getClass().getSimpleName() + "."));
            return true;
        }
    }

    private static Finding fault(String what) {
        return new Finding(FindingCode.RETENTION, "retention.clearedEpisodes", what);
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
        tell.accept(null);
    }
}
