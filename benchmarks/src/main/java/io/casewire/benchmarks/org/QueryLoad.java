package io.casewire.benchmarks.org;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load org queries}. */
@Command(
        name = "queries",
        mixinStandardHelpOptions = true,
        description = "Asks for single records by their external id, one query in a call.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the org answered each with its record", "2:wrong arguments", "3:failed"})
final class QueryLoad implements Callable<Integer> {
    private static final String SELECT =
            "SELECT Id, Device__c, Message__c, Value__c, Count__c, Seen__c, Open__c, State__c FROM " + BenchRow.OBJECT
                    + " WHERE " + BenchRow.KEY + " = ";

    @Mixin
    private OrgTarget target = new OrgTarget();

    @Option(names = "--queries", required = true, description = "how many")
    private int queries;

    @Option(names = "--keys", required = true, description = "records to ask for")
    private int keys;

    @Option(names = "--in-flight", defaultValue = "8", description = "calls at the same time")
    private int inFlight;

    @Override
    public Integer call() throws Exception {
        OrgClient org = target.login();
        Acknowledged acknowledged = new Acknowledged();
        InFlight.run(inFlight, queries, number -> {
            int key = new SplittableRandom(number).nextInt(keys);
            String soql = SELECT + "'" + BenchRow.key(key) + "'";
            String answer = OrgTarget.send(
                    org.request(OrgClient.DATA + "/query?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8))
                            .build());
            if (!answer.contains("\"totalSize\":1,")) {
                throw new OrgException("The org did not find " + BenchRow.key(key), answer);
            }
            acknowledged.add(1);
        });
        System.out.println(acknowledged.toJson());
        return 0;
    }
}
