package io.casewire.benchmarks.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.org.OrgClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleet seed}. */
@Command(
        name = "seed",
        mixinStandardHelpOptions = true,
        description = {
            "Creates the fleet's records in an org: Accounts, Assets, and for every fifth machine a Contact; and those of",
            "the devices of packs.",
            "A second time it creates only what is missing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all records are there", "2:wrong arguments", "3:the org did not answer, or refused a record"
        })
final class SeedCommand implements Callable<Integer> {
    @Mixin
    private OrgOptions org = new OrgOptions();

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "50",
            description = "machines, press-1 to press-N (default: ${DEFAULT-VALUE})")
    private int devices = 50;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "chooses who opted out (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--opted-out",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "share of the persons who object to processing (default: ${DEFAULT-VALUE})")
    private double optedOut = 0.2;

    @Mixin
    private PackOptions packs = new PackOptions();

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        OrgClient client = org.login();
        PackRecords ofPacks = new PackRecords(client);
        for (Generator generator : packs.chosen()) {
            ofPacks.ensure(generator);
        }
        FleetRecords.Created created = new FleetRecords(client, devices, seed, optedOut).ensure();
        System.out.println(
                json
                        ? new ObjectMapper().writeValueAsString(created)
                        : "created " + created.accounts() + " Accounts, " + created.contacts() + " Contacts and "
                                + created.assets() + " Assets");
        return ExitCodes.OK;
    }
}
