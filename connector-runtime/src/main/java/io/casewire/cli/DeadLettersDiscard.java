package io.casewire.cli;

import io.casewire.stream.DeadLetterLog;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.DeadLetterWork;
import io.casewire.stream.DeadLetterWork.OvertakenException;
import io.casewire.stream.Json;
import io.casewire.stream.KafkaSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire dead-letters discard}. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        header = "Says that nobody needs these dead letters; they stay in the log for as long as they are kept.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:they are discarded", "1:there is no such letter, it is done with, or nothing runs"})
final class DeadLettersDiscard implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Mixin
    private DeadLetterChoice choice;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why, for whoever wonders")
    private String reason;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    DeadLettersDiscard() {}

    @Override
    public Integer call() throws Exception {
        choice.requireAny();
        KafkaSettings kafka = config.runningKafka();
        List<DeadLetterRecord> letters;
        try (DeadLetterWork work = new DeadLetterWork(kafka, ConfigOption.user(), reason);
                DeadLetterLog log = new DeadLetterLog(kafka)) {
            letters = choice.letters(log);
            try {
                for (DeadLetterRecord letter : letters) {
                    work.discard(letter);
                }
                work.commit();
            } catch (OvertakenException e) {
                throw DeadLettersRetry.overtaken(e, work.committed());
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? Json.MAPPER.writeValueAsString(Map.of(
                                "discarded",
                                letters.stream().map(DeadLetterRecord::id).toList()))
                        : letters.size() + " discarded");
        out.flush();
        return 0;
    }
}
