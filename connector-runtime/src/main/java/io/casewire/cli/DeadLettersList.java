package io.casewire.cli;

import io.casewire.stream.DeadLetterLog;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.DeadLetterRecord.State;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire dead-letters list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        header = "Dead letters, oldest first, without their payloads.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:they are listed", "1:nothing runs"})
final class DeadLettersList implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Mixin
    private DeadLetterFilter filter;

    @Option(names = "--all", description = "those that were retried or discarded, too")
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many lines, the newest (default: ${DEFAULT-VALUE}); --json has no limit")
    private int limit;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    DeadLettersList() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<DeadLetterRecord> letters;
        try (DeadLetterLog log = new DeadLetterLog(config.runningKafka())) {
            letters = filter.list(log, all ? null : State.OPEN);
        }
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(Map.of(
                    "deadLetters", letters.stream().map(DeadLetterTexts::of).toList())));
        } else if (letters.isEmpty()) {
            out.println("no dead letters");
        } else {
            letters.stream()
                    .skip(Math.max(0, letters.size() - limit))
                    .forEach(letter -> DeadLetterTexts.print(letter, out));
            out.println();
            DeadLetterTexts.summarise(letters, out);
        }
        out.flush();
        return 0;
    }
}
