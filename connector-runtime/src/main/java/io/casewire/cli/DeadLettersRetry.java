package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.ContentFiles;
import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.IngestStage;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Outcome;
import io.casewire.model.Stage;
import io.casewire.stream.DeadLetterLog;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.DeadLetterWork;
import io.casewire.stream.DeadLetterWork.OvertakenException;
import io.casewire.stream.DeadLetters;
import io.casewire.stream.Json;
import io.casewire.stream.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire dead-letters retry}. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        header = "Sends dead letters again from where they failed: once in effect, and with consent asked anew.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all were sent again", "1:some were not, findings say why; or nothing runs"})
final class DeadLettersRetry implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Mixin
    private DeadLetterChoice choice;

    @Option(names = "--dry-run", description = "say what would be sent again, and send nothing")
    private boolean dryRun;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final List<String> retried = new ArrayList<>();
    private final Map<String, Finding> refused = new LinkedHashMap<>();
    private IngestStage ingest;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    DeadLettersRetry() {}

    @Override
    public Integer call() throws Exception {
        choice.requireAny();
        KafkaSettings kafka = config.runningKafka();
        ingest = ingestStage();
        try (DeadLetterLog log = new DeadLetterLog(kafka)) {
            if (dryRun) {
                retry(log, null);
            } else {
                // It has to be open before anything is read, so that what others did is seen.
                try (DeadLetterWork work = new DeadLetterWork(kafka, ConfigOption.user(), "")) {
                    retry(log, work);
                }
            }
        }
        print();
        return refused.isEmpty() ? 0 : Main.FAILED;
    }

    private void retry(DeadLetterLog log, @Nullable DeadLetterWork work) throws Exception {
        List<DeadLetterRecord> letters = choice.letters(log);
        // What follows another record comes after it.
        Map<Boolean, List<DeadLetterRecord>> following = letters.stream()
                .collect(Collectors.partitioningBy(letter -> letter.code().equals(FindingCode.ORG_NO_PARENT.id())));
        try (ProgressBar progress = Progress.of("retry", letters.size(), json)) {
            for (List<DeadLetterRecord> some : List.of(following.get(false), following.get(true))) {
                List<DeadLetterRecord> gone = log.load(some, letter -> {
                    retry(letter, work);
                    progress.step();
                });
                gone.forEach(letter ->
                        refuse(letter, new Finding(FindingCode.DEAD_LETTER, letter.id(), "it is kept no more.")));
            }
            if (work != null) {
                work.commit();
            }
        } catch (OvertakenException e) {
            throw overtaken(e, work == null ? 0 : work.committed());
        }
    }

    static FindingException overtaken(OvertakenException e, int committed) {
        return new FindingException(new Finding(
                FindingCode.DEAD_LETTER,
                "dead letters",
                "somebody else began to work with them, or Kafka did not take it (" + e.getMessage() + "); " + committed
                        + " were done. Repeat the command for the rest."));
    }

    private void retry(DeadLetterRecord letter, @Nullable DeadLetterWork work) throws OvertakenException {
        if (letter.isCut() && !letter.edited()) {
            refuse(letter, new Finding(FindingCode.DEAD_LETTER, letter.id(), "only its beginning was kept."));
        } else if (letter.code().equals(FindingCode.COMMAND_REPLY.id())) {
            String why = "a device's answer is no reading; there is nothing to try again.";
            refuse(letter, new Finding(FindingCode.DEAD_LETTER, letter.id(), why));
        } else if (letter.stage().equals(Stage.INGEST.label())) {
            retryMessage(letter, work);
        } else {
            if (work != null && letter.stage().equals(Stage.DELIVERY.label())) {
                work.retryWrite(letter);
            } else if (work != null) {
                work.retryReading(letter);
            }
            retried.add(letter.id());
        }
    }

    /** With the formats as they are now: what they still refuse stays where it is. */
    private void retryMessage(DeadLetterRecord letter, @Nullable DeadLetterWork work) throws OvertakenException {
        Arrival arrival = DeadLetters.arrival(letter);
        Outcome<List<Admitted>> admitted = ingest.apply(arrival);
        Finding why = admitted.refusal();
        if (why != null) {
            refuse(letter, why);
            return;
        }
        if (work != null) {
            work.retryMessage(letter, arrival, admitted.orElse(List.of()));
        }
        retried.add(letter.id());
    }

    private void refuse(DeadLetterRecord letter, Finding why) {
        refused.put(letter.id(), why);
    }

    private IngestStage ingestStage() throws IOException {
        Settings settings = config.settings();
        return new IngestStage(
                ConfigOption.content(ContentFiles.read(settings.contentFolder()))
                        .formats(),
                settings.ingest().maxPayload());
    }

    private void print() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<Map<String, String>> notSent = refused.entrySet().stream()
                    .map(entry -> {
                        Map<String, String> shown = FindingJson.of(entry.getValue());
                        shown.put("id", entry.getKey());
                        return shown;
                    })
                    .toList();
            out.println(
                    Json.MAPPER.writeValueAsString(Map.of("dryRun", dryRun, "retried", retried, "refused", notSent)));
        } else {
            out.println(retried.size() + (dryRun ? " would be sent again" : " sent again"));
            refused.forEach((id, why) -> out.println(id + "  " + Printable.text(why.toString())));
        }
        out.flush();
    }
}
