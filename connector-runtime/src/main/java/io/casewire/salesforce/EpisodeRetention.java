package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.salesforce.BulkIngest.Job;
import io.casewire.salesforce.BulkIngest.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Deletes episodes that cleared long ago, after they were kept elsewhere, by the Bulk API 2.0.
 *
 * <p>Only {@code Casewire_Episode__c} records: no Case is read for it beyond whether it is closed, and none is changed. What
 * a person made or changed last stays, and what belongs to a Case that is still open.
 */
public final class EpisodeRetention {
    /** The object it is about. */
    public static final String OBJECT = "Casewire_Episode__c";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofSeconds(2);

    private final OrgApi org;
    private final OrgQuestions questions;
    private final BulkIngest bulk;
    private final int most;

    /** Where records are kept before they are deleted; on return they are safe there. */
    public interface Archive {
        void keep(List<JsonNode> records) throws IOException;
    }

    /** @param deleted records; @param left those that were to be and are not, or not yet */
    public record Result(int deleted, int left) {}

    /** @param most rows of a job */
    public EpisodeRetention(OrgApi org, int most) {
        this.org = org;
        this.questions = new OrgQuestions(org);
        this.bulk = new BulkIngest(org);
        this.most = most;
    }

    /**
     * Archives and deletes what cleared before a time, job after job until there is none or one is not done wholly.
     *
     * @throws RefusedException also when the user may not delete such records; then nothing is archived either
     */
    public Result run(Instant before, Archive archive)
            throws OrgUnreachableException, Soql.RefusedException, RefusedException, IOException, InterruptedException {
        String select = select(before);
        int deleted = 0;
        while (true) {
            List<JsonNode> old = Soql.query(org, select);
            if (old.isEmpty()) {
                return new Result(deleted, 0);
            }
            archive.keep(old);
            int done = delete(old);
            deleted += done;
            if (done < old.size() || old.size() < most) {
                return new Result(deleted, old.size() - done);
            }
        }
    }

    private String select(Instant before) throws OrgUnreachableException, RefusedException {
        JsonNode described = questions.describe(OBJECT);
        if (described == null || !described.path("deletable").asBoolean()) {
            throw new RefusedException("INSUFFICIENT_ACCESS", 403);
        }
        List<String> fields = new ArrayList<>();
        described.path("fields").forEach(field -> fields.add(field.path("name").asText()));
        String user = Soql.text(
                questions.get("/services/oauth2/userinfo").path("user_id").asText());
        return "SELECT " + String.join(", ", fields) + " FROM " + OBJECT + " WHERE Cleared_At__c < " + before
                + " AND CreatedById = " + user + " AND LastModifiedById = " + user
                + " AND (Case__c = null OR Case__r.IsClosed = true) ORDER BY Cleared_At__c LIMIT " + most;
    }

    /** @return how many the org says are deleted */
    private int delete(List<JsonNode> records) throws OrgUnreachableException, RefusedException, InterruptedException {
        String csv = records.stream()
                .map(record -> record.path("Id").asText() + "\n")
                .collect(Collectors.joining("", "Id\n", ""));
        Job job = bulk.openDelete(OBJECT);
        bulk.upload(job.id(), csv.getBytes(StandardCharsets.UTF_8));
        job = bulk.close(job.id(), Map.of());
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!job.isOver() && System.nanoTime() < giveUp) {
            Thread.sleep(POLL.toMillis());
            job = bulk.get(job.id());
        }
        // Ids alone, so a line is a record; the first one names the columns.
        long lines = new String(bulk.successful(job.id()), StandardCharsets.UTF_8)
                .lines()
                .count();
        return (int) Math.max(0, lines - 1);
    }
}
