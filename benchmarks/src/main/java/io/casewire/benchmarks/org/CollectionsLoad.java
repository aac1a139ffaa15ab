package io.casewire.benchmarks.org;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load org collections}. */
@Command(
        name = "collections",
        mixinStandardHelpOptions = true,
        description = "Upserts rows by their external id, 200 in a call.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the org acknowledged every row", "2:wrong arguments", "3:failed, or a row was refused"})
final class CollectionsLoad implements Callable<Integer> {
    private static final int ROWS_PER_CALL = 200;

    @Mixin
    private OrgTarget target = new OrgTarget();

    @Option(names = "--rows", required = true, description = "how many, in hundreds")
    private int rows;

    @Option(names = "--keys", required = true, description = "of how many records; later rows update them again")
    private int keys;

    @Option(names = "--first-key", defaultValue = "0", description = "number of the first record")
    private int firstKey;

    @Option(names = "--in-flight", defaultValue = "4", description = "calls at the same time")
    private int inFlight;

    @Override
    public Integer call() throws Exception {
        OrgClient org = target.login();
        Acknowledged acknowledged = new Acknowledged();
        InFlight.run(inFlight, rows / ROWS_PER_CALL, number -> {
            String answer = OrgTarget.send(request(org, body(number)));
            if (OrgTarget.count("\"success\":true", answer) != ROWS_PER_CALL) {
                throw new OrgException("The org refused rows", answer);
            }
            acknowledged.add(ROWS_PER_CALL);
        });
        System.out.println(acknowledged.toJson());
        return 0;
    }

    private String body(int call) {
        StringBuilder body = new StringBuilder("{\"allOrNone\":false,\"records\":[");
        for (int i = 0; i < ROWS_PER_CALL; i++) {
            int row = call * ROWS_PER_CALL + i;
            body.append(i == 0 ? "" : ",");
            BenchRow.json(body, firstKey + row % keys, row / keys);
        }
        return body.append("]}").toString();
    }

    private static HttpRequest request(OrgClient org, String body) {
        return org.request(OrgClient.DATA + "/composite/sobjects/" + BenchRow.OBJECT + "/" + BenchRow.KEY)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body))
                .build();
    }
}
