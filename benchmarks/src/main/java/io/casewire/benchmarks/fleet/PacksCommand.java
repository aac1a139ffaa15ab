package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.org.OrgClient;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleet packs}. */
@Command(
        name = "packs",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes what generators say, with the true event times: first what happened in the last hour, as fast as",
            "the broker takes it, and from then on what happens, for four hours at most.",
            "Prints one JSON line a second and a final one on standard output."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was published", "2:wrong arguments", "3:broker or org did not answer"})
final class PacksCommand implements Callable<Integer> {
    @Mixin
    private OrgOptions org = new OrgOptions();

    @Mixin
    private PackOptions packs = new PackOptions();

    @Option(names = "--mqtt", required = true, paramLabel = "tcp://HOST:PORT", description = "MQTT 5 broker")
    private URI mqtt = URI.create("tcp://localhost:1883");

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "chooses who is unlucky, and when")
    private long seed = 1;

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            defaultValue = "14400",
            description = "how long, at most four hours (default: ${DEFAULT-VALUE})")
    private double length;

    @Override
    public Integer call() throws Exception {
        Stop.watchSignals();
        Lines lines = new Lines(System.out);
        OrgClient client = org.login();
        try (PackRun run = new PackRun(packs.chosen(), seed, mqtt)) {
            run.publish(RunOptions.seconds(length), lines);
            run.count(new PackResults(client), lines);
        }
        return ExitCodes.OK;
    }
}
