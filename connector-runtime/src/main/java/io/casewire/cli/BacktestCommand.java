package io.casewire.cli;

import io.casewire.cli.BacktestReport.Side;
import io.casewire.config.Settings;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.delivery.OutboxSettings;
import io.casewire.ingest.BrokerRecording;
import io.casewire.ingest.Format;
import io.casewire.ingest.Recording;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Backtest;
import io.casewire.stream.Backtest.Difference;
import io.casewire.stream.Backtest.Result;
import io.casewire.stream.Json;
import io.casewire.stream.RecordingRun;
import io.casewire.stream.Rerun;
import io.casewire.trial.AssumedWorld;
import io.casewire.trial.Decided;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        header = "Decides again what was read, and says what would come out otherwise.",
        description = {
            "Readings, brakes, identity and consent are taken as they were; they are all in Kafka. Nothing is written.",
            "",
            "On its own it takes the content as it was too, and compares with what was decided then, byte for byte.",
            "With --content it says which Cases would be new, gone or otherwise with the content of that folder.",
            "With --file it decides on a recording; nothing has to run, and every device is an organisation's. A recording is",
            "what 'mosquitto_sub -F %%j' writes, in a file that ends in .jsonl, or CSV with --format, a row a second."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is as it was decided; with --content or --file: it was compared",
            "1:without them: something differs, or it cannot be told; a content has findings, or nothing runs",
            "2:the command was not understood"
        })
final class BacktestCommand implements Callable<Integer> {
    private static final int SHOWN = 20;
    private static final int UNKNOWN = -1;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** When the first row of a recording arrives: always the same, so that the same comes out. */
    private static final Instant RECORDED_FROM = Instant.parse("2026-01-01T00:00:00Z");

    @Mixin
    private ConfigOption config;

    @Option(names = "--content", paramLabel = "DIR", description = "decide on the content of this folder")
    private @Nullable Path contentFolder;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "compare with the content of this folder (default: with what was in force)")
    private @Nullable Path against;

    @Option(names = "--from", paramLabel = "TIME", description = "the first receive time, as 2026-03-01T08:00:00Z")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "the receive time before which it ends")
    private @Nullable Instant to;

    @Option(names = "--file", paramLabel = "FILE", description = "a recording: .jsonl of a broker, or CSV")
    private @Nullable Path file;

    @Option(names = "--format", paramLabel = "NAME", description = "of a recording in CSV: the format of its rows")
    private @Nullable String format;

    @Mixin
    private DeviceOptions devices;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "partitions decided at a time (default: as many as there are processors)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @ArgGroup
    private Output output = new Output();

    /** At most one of them. */
    private static final class Output {
        @Option(names = "--json", description = "print one JSON object")
        private boolean json;

        @Option(names = "--markdown", description = "print tables for a pull request")
        private boolean markdown;
    }

    @Option(names = "--cases", description = "with --json and without a comparison: name every Case")
    private boolean cases;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    BacktestCommand() {}

    @Override
    public Integer call() throws Exception {
        Settings settings = config.settings();
        if (file != null) {
            report(ofRecording(file, settings));
            return 0;
        }
        Pseudonyms pseudonyms = new Pseudonyms(settings.consent().pseudonymKeys());
        if (contentFolder != null) {
            report(ofKafka(contentFolder, new Rerun(config.runningKafka(), pseudonyms), Connector.outbox(settings)));
            return 0;
        }
        if (against != null || from != null || to != null || format != null) {
            throw usage("--against, --from, --to and --format go with --content or --file.");
        }
        Backtest backtest = new Backtest(config.runningKafka(), pseudonyms);
        try (ProgressBar progress = Progress.of("decide", backtest.size(), output.json)) {
            Result result = backtest.run(threads, progress::stepBy);
            print(result);
            return result.fromTheBeginning() && result.differences().isEmpty() ? 0 : Main.FAILED;
        }
    }

    private BacktestReport ofKafka(Path folder, Rerun rerun, OutboxSettings outbox) throws Exception {
        Content other = against == null ? null : content(against);
        List<Rerun.Variant> variants = List.of(new Rerun.Variant(other), new Rerun.Variant(content(folder)));
        List<SortedMap<Integer, Decided>> made = List.of(new TreeMap<>(), new TreeMap<>());
        long begin = System.nanoTime();
        try (ProgressBar progress = Progress.of("decide", rerun.size(), output.json)) {
            rerun.run(
                    variants,
                    new Rerun.Range(from, to),
                    threads,
                    (variant, partition) -> {
                        Decided decided = new Decided();
                        synchronized (made) {
                            made.get(variant).put(partition, decided);
                        }
                        return decided;
                    },
                    progress::stepBy);
        }
        return BacktestReport.of(
                Side.of(against == null ? "in force then" : name(against), together(made.get(0)), outbox),
                Side.of(name(folder), together(made.get(1)), outbox),
                rerun.falseAlarms(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private static Decided together(SortedMap<Integer, Decided> partitions) {
        return Decided.of(List.copyOf(partitions.values()));
    }

    private BacktestReport ofRecording(Path recording, Settings settings) throws IOException, InterruptedException {
        if (from != null || to != null) {
            throw usage("--from and --to are for what was received; a recording is taken whole.");
        }
        Path folder = contentFolder == null ? settings.contentFolder() : contentFolder;
        long begin = System.nanoTime();
        OutboxSettings outbox = Connector.outbox(settings);
        Content before = against == null ? null : content(against);
        Content after = content(folder);
        devices.check(before == null ? List.of(after) : List.of(before, after));
        Side then = before == null || against == null
                ? null
                : Side.of(name(against), decide(before, recording, settings), outbox);
        Side now = Side.of(name(folder), decide(after, recording, settings), outbox);
        return BacktestReport.of(then, now, Set.of(), Duration.ofNanos(System.nanoTime() - begin));
    }

    private Decided decide(Content content, Path path, Settings settings) throws IOException, InterruptedException {
        if (!Files.isReadable(path)) {
            throw usage("there is no file " + path + ".");
        }
        AssumedWorld world = new AssumedWorld(devices.of(content), false, null);
        List<Decided> partitions = Stream.generate(Decided::new)
                .limit(settings.kafka().partitions())
                .toList();
        boolean ofBroker = path.toString().endsWith(BrokerRecording.SUFFIX);
        // In force before the first message, whenever that is.
        try (RecordingRun run = new RecordingRun(
                        content, settings.ingest().maxPayload(), world, world, Instant.EPOCH, partitions, threads);
                ProgressBar progress = Progress.of("decide", ofBroker ? Files.size(path) : UNKNOWN, output.json)) {
            run.end(ofBroker ? feedMessages(path, run, progress) : feedRows(content, path, run, progress));
        }
        return Decided.of(partitions);
    }

    /** @return when the last of them arrived */
    private Instant feedMessages(Path path, RecordingRun run, ProgressBar progress)
            throws IOException, InterruptedException {
        if (format != null) {
            throw usage("--format is for CSV; a recording of a broker has topics, which say it.");
        }
        try (BrokerRecording recording = BrokerRecording.open(path)) {
            Iterator<BrokerRecording.Message> messages = recording.messages();
            if (!messages.hasNext()) {
                throw usage(path + " holds no message.");
            }
            Instant at = Instant.EPOCH;
            while (messages.hasNext()) {
                BrokerRecording.Message message = messages.next();
                at = message.at();
                run.message(message.topic(), message.payload(), message.retained(), at);
                progress.stepTo(recording.position());
            }
            return at;
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage() + ".");
        }
    }

    /** @return when the last of them arrived, and a second */
    private Instant feedRows(Content content, Path path, RecordingRun run, ProgressBar progress)
            throws IOException, InterruptedException {
        Format declared = content.formats().stream()
                .filter(it -> it.isOfDevices() && it.name().equals(format))
                .findFirst()
                .orElseThrow(() -> usage("--format has to name a format; there are "
                        + content.formats().stream()
                                .filter(Format::isOfDevices)
                                .map(Format::name)
                                .toList() + "."));
        Instant at = RECORDED_FROM;
        try (Recording recording = open(path, declared)) {
            Iterator<Recording.Message> messages = recording.messages(at, SECOND);
            while (messages.hasNext()) {
                Recording.Message message = messages.next();
                run.message(declared.topicOf(message.device()), message.payload(), false, at);
                at = at.plus(SECOND);
                progress.step();
            }
        }
        return at;
    }

    private static Recording open(Path path, Format declared) throws IOException {
        try {
            return Recording.open(path, declared);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage() + ".");
        }
    }

    private static Content content(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw usage("there is no folder " + folder + ".");
        }
        return ConfigOption.content(ContentFiles.read(folder));
    }

    private static String name(Path folder) {
        Path name = folder.normalize().getFileName();
        return name == null || name.toString().isEmpty() ? "content" : name.toString();
    }

    private void report(BacktestReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output.json) {
            out.println(report.json(cases));
        } else if (output.markdown) {
            report.printMarkdown(out);
        } else {
            report.print(out);
        }
        out.flush();
    }

    private static FindingException usage(String what) {
        return new FindingException(new Finding(FindingCode.USAGE, "casewire backtest", what));
    }

    private void print(Result result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output.json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("readings", result.readings());
            answer.put("explanations", result.explanations());
            answer.put("writes", result.writes());
            answer.put("fromTheBeginning", result.fromTheBeginning());
            answer.put("differences", result.differences().size());
            answer.put(
                    "different",
                    shown(result).stream().map(BacktestCommand::line).toList());
            out.println(Json.MAPPER.writeValueAsString(answer));
        } else if (!result.fromTheBeginning()) {
            out.println(
                    "The first readings are no longer kept, so nobody knows what the later ones were decided with.");
        } else {
            for (Difference it : shown(result)) {
                out.println(Printable.text(words(it)));
            }
            out.printf(
                    Locale.ROOT,
                    "%,d readings decided again: %,d explanations and %,d wanted records, %s%n",
                    result.readings(),
                    result.explanations(),
                    result.writes(),
                    result.differences().isEmpty()
                            ? "all as they were"
                            : String.format(
                                    Locale.ROOT,
                                    "%,d of them differ",
                                    result.differences().size()));
        }
        out.flush();
    }

    private static List<Difference> shown(Result result) {
        return result.differences().stream().limit(SHOWN).toList();
    }

    private static String words(Difference difference) {
        String what = difference.what().name().toLowerCase(Locale.ROOT) + " " + difference.id();
        return switch (difference.kind()) {
            case CHANGED -> what + " is another now";
            case ONLY_THEN -> what + " was there, and is not now";
            case ONLY_NOW -> what + " was not there, and is now";
        };
    }

    private static Map<String, Object> line(Difference difference) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("what", difference.what().name().toLowerCase(Locale.ROOT));
        line.put("id", difference.id());
        line.put("kind", difference.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return line;
    }
}
