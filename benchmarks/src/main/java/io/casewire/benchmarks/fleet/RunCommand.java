package io.casewire.benchmarks.fleet;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fleet run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes readings on a fixed schedule, whatever the answer takes, and counts what became of them.",
            "Prints one JSON line a second and a final one on standard output."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every acknowledged reading was decided and every episode has exactly one Case",
            "1:something was lost, or a Case is there that no episode asked for",
            "2:wrong arguments",
            "3:broker, Kafka or org did not answer"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private OrgOptions org = new OrgOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        Stop.watchSignals();
        Lines lines = new Lines(System.out);
        try (Run run = new Run(options, org.login())) {
            Verdict verdict = run.run(lines);
            return verdict.clean() ? ExitCodes.OK : ExitCodes.NOT_CLEAN;
        }
    }
}
