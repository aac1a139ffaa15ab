package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = {
            "Seconds from the start of 'casewire backtest --file' to its end, on a recording of machines of which one percent",
            "of the readings open an episode: one content, and two of them compared; beside a program that only parses what",
            "was recorded. Fails where the number of threads makes a difference to what comes out."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class BacktestCommand implements Callable<Integer> {

    /** With the shipped one, which is the minimum, one of each kind. */
    private static final List<String> FURTHER_SIGNALS = BenchContent.SIGNALS.stream()
            .filter(signal -> !signal.contains("function: min,"))
            .toList();

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--readings", defaultValue = "1000000", description = "recorded (default: ${DEFAULT-VALUE})")
    private int readings = 1_000_000;

    @Option(names = "--devices", defaultValue = "10000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 10_000;

    @Option(names = "--rules", defaultValue = "30", description = "rules in all (default: ${DEFAULT-VALUE})")
    private int rules = 30;

    private final List<Double> read = new ArrayList<>();
    private final List<Double> oneThread = new ArrayList<>();
    private final List<Double> one = new ArrayList<>();
    private final List<Double> two = new ArrayList<>();
    private final Set<String> digests = new LinkedHashSet<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.inFolder("backtest", this::measure);
        String what = String.format(
                Locale.ROOT,
                "%,d readings, %d rules, %d signals, %,d devices: ",
                readings,
                rules,
                BenchContent.SHIPPED_SIGNALS + FURTHER_SIGNALS.size(),
                devices);
        Spread onlyRead = Spread.of(read);
        return options.report(List.of(
                new Row(what + "one content", "s", Spread.of(one), onlyRead, "<= 20 s"),
                new Row(what + "two contents compared", "s", Spread.of(two), onlyRead, "<= 40 s"),
                new Row(what + "one content, one thread", "s", Spread.of(oneThread), onlyRead, "the same bytes")));
    }

    private void measure(Path work) throws IOException, InterruptedException {
        Path content = work.resolve("content");
        Path other = work.resolve("other");
        BenchContent.write(options.home, content, rules - BenchContent.SHIPPED_RULES, FURTHER_SIGNALS);
        BenchContent.write(options.home, other, rules - BenchContent.SHIPPED_RULES, FURTHER_SIGNALS);
        BenchContent.change(other.resolve("rules/machine-maintenance/limits.csv"), "3500", "3400");
        Path recording = work.resolve("recording.jsonl");
        Recordings.write(recording, readings, devices);
        List<String> alone = List.of("--content=" + content, "--file=" + recording);
        List<String> compared =
                Stream.concat(alone.stream(), Stream.of("--against=" + other)).toList();
        for (int run = 1; run <= options.runs; run++) {
            read.add(read(work, recording));
            one.add(backtest(work, alone, 2));
            two.add(backtest(work, compared, 2));
            oneThread.add(backtest(work, alone, 1));
            options.progress(
                    "backtest",
                    run,
                    "only read %.1f s, one content %.1f s, two %.1f s, one with one thread %.1f s",
                    read.get(run - 1),
                    one.get(run - 1),
                    two.get(run - 1),
                    oneThread.get(run - 1));
        }
        if (digests.size() != 1) {
            throw new BenchException("Not always the same came out: digests " + digests + ".");
        }
    }

    private double read(Path work, Path recording) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long said = Recordings.read(work, recording);
        double took = (System.nanoTime() - begin) / 1e9;
        if (said != readings) {
            throw new BenchException("Read " + said + " readings.");
        }
        return took;
    }

    private double backtest(Path work, List<String> arguments, int threads) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        JsonNode said = Recordings.backtest(work, options.home, threads, arguments);
        double took = (System.nanoTime() - begin) / 1e9;
        if (said.path("readings").asInt() != readings
                || said.path("now").path("cases").asInt() == 0) {
            throw new BenchException("Decided on " + said.path("readings") + " readings: " + said);
        }
        digests.add(said.path("now").path("digest").asText());
        return took;
    }
}
