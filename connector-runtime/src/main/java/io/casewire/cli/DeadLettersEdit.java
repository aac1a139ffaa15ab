package io.casewire.cli;

import io.casewire.mapping.Write;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Stage;
import io.casewire.stream.DeadLetterLog;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.DeadLetterWork;
import io.casewire.stream.DeadLetterWork.OvertakenException;
import io.casewire.stream.Json;
import io.casewire.stream.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.SerializationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire dead-letters edit}. */
@Command(
        name = "edit",
        mixinStandardHelpOptions = true,
        header = "Gives a dead letter another payload; what came stays in the log.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is edited", "1:there is no such letter, it is done with, or nothing runs"})
final class DeadLettersEdit implements Callable<Integer> {
    private static final int LARGEST = 8 * 1024 * 1024;

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "ID", description = "as list names it")
    private String id;

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "the new payload")
    private Path file;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why, for whoever wonders")
    private String reason;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    DeadLettersEdit() {}

    @Override
    public Integer call() throws Exception {
        byte[] payload = payload();
        KafkaSettings kafka = config.runningKafka();
        try (DeadLetterWork work = new DeadLetterWork(kafka, ConfigOption.user(), reason);
                DeadLetterLog log = new DeadLetterLog(kafka)) {
            DeadLetterRecord letter = DeadLetterFilter.open(log, List.of(id)).get(0);
            if (letter.stage().equals(Stage.DELIVERY.label())) {
                requireSameRecord(letter, payload);
            }
            work.edit(letter, payload);
            work.commit();
        } catch (OvertakenException e) {
            throw DeadLettersRetry.overtaken(e, 0);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? Json.MAPPER.writeValueAsString(Map.of("id", id, "bytes", payload.length))
                        : id + " has " + payload.length + " bytes now; casewire dead-letters retry " + id);
        out.flush();
        return 0;
    }

    private byte[] payload() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw refused(file.toString(), "there is no such file.");
        }
        if (Files.size(file) > LARGEST) {
            throw refused(file.toString(), "it has more than " + LARGEST + " bytes.");
        }
        return Files.readAllBytes(file);
    }

    /** Another record than the one that failed would be a write nobody decided. */
    private void requireSameRecord(DeadLetterRecord letter, byte[] payload) {
        Write before = Json.read(letter.payload(), Write.class);
        Write after;
        try {
            after = Json.read(payload, Write.class);
        } catch (SerializationException e) {
            throw refused(file.toString(), "it is not a wanted record as JSON.");
        }
        if (!before.id().equals(after.id())
                || before.revision() != after.revision()
                || !before.target().equals(after.target())
                || !before.purpose().equals(after.purpose())
                || !java.util.Objects.equals(before.party(), after.party())) {
            throw refused(
                    file.toString(), "mapping, key, revision, target, purpose and party have to stay as they are.");
        }
    }

    private static FindingException refused(String where, String what) {
        return new FindingException(new Finding(FindingCode.DEAD_LETTER, where, what));
    }
}
