package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.ContentFiles;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.IngestStage;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Stage;
import io.casewire.stream.DeadLetterLog;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.DeadLetterWork;
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
    /** A transaction of Kafka ends by itself after ten seconds. */
    private static final int AT_ONCE = 500;

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
        try (DeadLetterWork work = new DeadLetterWork(kafka, ConfigOption.user(), "");
                DeadLetterLog log = new DeadLetterLog(kafka)) {
            List<DeadLetterRecord> letters = choice.letters(log);
            // What follows another record comes after it.
            Map<Boolean, List<DeadLetterRecord>> following = letters.stream()
                    .collect(Collectors.partitioningBy(letter -> letter.code().equals(FindingCode.ORG_NO_PARENT.id())));
            try (ProgressBar progress = Progress.of("retry", letters.size(), json)) {
                for (List<DeadLetterRecord> some : List.of(following.get(false), following.get(true))) {
                    log.load(some, letter -> {
                        retry(letter, work);
                        progress.step();
                    });
                }
            }
            work.commit();
        }
        print();
        return refused.isEmpty() ? 0 : Main.FAILED;
    }

    private void retry(DeadLetterRecord letter, DeadLetterWork work) {
        if (letter.isCut() && !letter.edited()) {
            refuse(letter, new Finding(FindingCode.DEAD_LETTER, letter.id(), "only its beginning was kept."));
        } else if (letter.stage().equals(Stage.INGEST.label())) {
            retryMessage(letter, work);
        } else if (!dryRun) {
            if (letter.stage().equals(Stage.DELIVERY.label())) {
                work.retryWrite(letter);
            } else {
                work.retryReading(letter);
            }
            retried(letter, work);
        } else {
            retried.add(letter.id());
        }
    }

    /** With the formats as they are now: what they still refuse stays where it is. */
    private void retryMessage(DeadLetterRecord letter, DeadLetterWork work) {
        Arrival arrival = DeadLetters.arrival(letter);
        Finding why = ingest.apply(arrival)
                .<@Nullable Finding>fold(
                        readings -> {
                            if (!dryRun) {
                                work.retryMessage(letter, arrival, readings);
                            }
                            return null;
                        },
                        finding -> finding,
                        finding -> finding,
                        finding -> finding);
        if (why == null) {
            retried(letter, work);
        } else {
            refuse(letter, why);
        }
    }

    private void retried(DeadLetterRecord letter, DeadLetterWork work) {
        retried.add(letter.id());
        if (retried.size() % AT_ONCE == 0) {
            work.commit();
        }
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
                    .map(entry -> Map.of(
                            "id", entry.getKey(),
                            "code", entry.getValue().code().id(),
                            "where", entry.getValue().where(),
                            "what", entry.getValue().what(),
                            "action", entry.getValue().action()))
                    .toList();
            out.println(
                    Json.MAPPER.writeValueAsString(Map.of("dryRun", dryRun, "retried", retried, "refused", notSent)));
        } else {
            out.println(retried.size() + (dryRun ? " would be sent again" : " sent again"));
            refused.forEach((id, why) -> out.println(id + "  " + why));
        }
        out.flush();
    }
}
