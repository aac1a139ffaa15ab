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
import java.util.stream.Collectors;

/**
 * Deletes episodes that cleared long ago, after they were kept elsewhere, by the Bulk API 2.0.
 *
 * <p>Only {@code Casewire_Episode__c} records: no Case is read for it beyond whether it is closed, and none is changed. What
 * people edited stays, and what belongs to a Case that is still open.
 */
public final class EpisodeRetention {
    /** The object it is about. */
    public static final String OBJECT = "Casewire_Episode__c";

    /** Rows of a job; what is left comes with the next one. */
    private static final int MOST = 10_000;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofSeconds(2);

    private final OrgApi org;
    private final BulkIngest bulk;

    /** Where records are kept before they are deleted; on return they are safe there. */
    public interface Archive {
        void keep(List<JsonNode> records) throws IOException;
    }

    /** @param deleted records; @param left those the org would not delete */
    public record Result(int deleted, int left) {}

    public EpisodeRetention(OrgApi org) {
        this.org = org;
        this.bulk = new BulkIngest(org);
    }

    /** Archives and deletes what cleared before a time, up to ten thousand of them. */
    public Result run(Instant before, Archive archive)
            throws OrgUnreachableException, Soql.RefusedException, RefusedException, IOException, InterruptedException {
        List<JsonNode> old = find(before);
        if (old.isEmpty()) {
            return new Result(0, 0);
        }
        archive.keep(old);
        int left = delete(old);
        return new Result(old.size() - left, left);
    }

    /** Those nobody but whoever made them touched. */
    private List<JsonNode> find(Instant before) throws OrgUnreachableException, Soql.RefusedException {
        List<String> fields = new ArrayList<>();
        JsonNode described = new OrgQuestions(org).describe(OBJECT);
        for (JsonNode field : described == null ? List.<JsonNode>of() : described.path("fields")) {
            fields.add(field.path("name").asText());
        }
        if (fields.isEmpty()) {
            return List.of();
        }
        String soql = "SELECT " + String.join(", ", fields) + " FROM " + OBJECT + " WHERE Cleared_At__c < " + before
                + " AND (Case__c = null OR Case__r.IsClosed = true) ORDER BY Cleared_At__c LIMIT " + MOST;
        return Soql.query(org, soql).stream()
                .filter(record -> record.path("CreatedById").equals(record.path("LastModifiedById")))
                .toList();
    }

    /** @return how many the org would not delete */
    private int delete(List<JsonNode> records) throws OrgUnreachableException, RefusedException, InterruptedException {
        String csv = records.stream()
                .map(record -> record.path("Id").asText() + "\n")
                .collect(Collectors.joining("", "Id\n", ""));
        Job job = bulk.openDelete(OBJECT);
        bulk.upload(job.id(), csv.getBytes(StandardCharsets.UTF_8));
        job = bulk.close(job.id());
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!job.isOver() && System.nanoTime() < giveUp) {
            Thread.sleep(POLL.toMillis());
            job = bulk.get(job.id());
        }
        long refused = new String(bulk.failed(job.id()), StandardCharsets.UTF_8)
                        .lines()
                        .count()
                - 1;
        return (int) Math.max(0, refused);
    }
}
