package io.casewire.benchmarks.org;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load org bulk}. */
@Command(
        name = "bulk",
        mixinStandardHelpOptions = true,
        description = "Upserts rows by their external id in Bulk API 2.0 jobs, from creating a job to its end.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the org processed every row", "2:wrong arguments", "3:failed, or a row was refused"})
final class BulkLoad implements Callable<Integer> {
    private static final String JOBS = OrgClient.DATA + "/jobs/ingest";
    private static final long POLL_MILLIS = 50;

    @Mixin
    private OrgTarget target = new OrgTarget();

    @Option(names = "--jobs", required = true, description = "how many")
    private int jobs;

    @Option(names = "--rows", required = true, description = "in each job")
    private int rows;

    @Option(names = "--keys", required = true, description = "of how many records; later rows update them again")
    private int keys;

    @Option(names = "--first-key", defaultValue = "0", description = "number of the first record")
    private int firstKey;

    @Option(names = "--in-flight", defaultValue = "2", description = "jobs at the same time")
    private int inFlight;

    @Override
    public Integer call() throws Exception {
        OrgClient org = target.login();
        Acknowledged acknowledged = new Acknowledged();
        InFlight.run(inFlight, jobs, number -> {
            String job = JOBS + "/" + create(org);
            OrgTarget.send(org.request(job + "/batches")
                    .header("Content-Type", "text/csv")
                    .PUT(BodyPublishers.ofString(csv(number)))
                    .build());
            org.call("PATCH", job, "{\"state\":\"UploadComplete\"}");
            acknowledged.add(processed(org, job));
        });
        System.out.println(acknowledged.toJson());
        return 0;
    }

    private static String create(OrgClient org) throws IOException, InterruptedException {
        return org.call(
                        "POST",
                        JOBS,
                        "{\"operation\":\"upsert\",\"object\":\"" + BenchRow.OBJECT + "\",\"externalIdFieldName\":\""
                                + BenchRow.KEY + "\",\"contentType\":\"CSV\",\"lineEnding\":\"LF\"}")
                .path("id")
                .asText();
    }

    private String csv(int job) {
        StringBuilder csv = new StringBuilder(BenchRow.HEADER);
        for (int i = 0; i < rows; i++) {
            int row = job * rows + i;
            BenchRow.csv(csv, firstKey + row % keys, row / keys);
        }
        return csv.toString();
    }

    private int processed(OrgClient org, String path) throws IOException, InterruptedException {
        while (true) {
            JsonNode job = org.call("GET", path, "");
            switch (job.path("state").asText()) {
                case "UploadComplete", "InProgress" -> Thread.sleep(POLL_MILLIS);
                case "JobComplete" -> {
                    if (job.path("numberRecordsProcessed").asInt() != rows
                            || job.path("numberRecordsFailed").asInt() != 0) {
                        throw new OrgException("The org refused rows", job);
                    }
                    return rows;
                }
                default -> throw new OrgException("The job did not complete", job);
            }
        }
    }
}
