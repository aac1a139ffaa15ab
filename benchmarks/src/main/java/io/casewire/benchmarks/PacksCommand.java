package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.benchmarks.generator.FixedThreshold;
import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.generator.GeneratorFile;
import io.casewire.benchmarks.generator.Injected;
import io.casewire.benchmarks.generator.Message;
import io.casewire.benchmarks.generator.Opened;
import io.casewire.benchmarks.generator.Score;
import io.casewire.benchmarks.generator.Simulation;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench packs}. */
@Command(
        name = "packs",
        mixinStandardHelpOptions = true,
        description = {
            "How well the content finds faults that are known: simulated devices, as generators say, decided by",
            "'casewire backtest' as everybody can. Beside it what a single fixed limit on the best field finds, chosen",
            "with the faults known."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:precision and recall are at least 0.95",
            "1:they are not",
            "2:wrong arguments",
            "3:a measurement could not be made"
        })
final class PacksCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double BAR = 0.95;

    @Option(
            names = "--home",
            defaultValue = "${sys:casewire.home:-.}",
            description = "folder that holds the content (default: ${DEFAULT-VALUE})")
    private Path home = Path.of(".");

    @Option(names = "--pack", paramLabel = "NAME", description = "one of the generators (default: all)")
    private List<String> packs = List.of();

    @Option(names = "--generators", paramLabel = "DIR", description = "a folder of others than the shipped ones")
    private Path generators = Path.of("");

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "1,2,3,4,5",
            description = "choose who is unlucky, and when (default: ${DEFAULT-VALUE})")
    private List<Long> seeds = new ArrayList<>();

    @Option(
            names = "--without-fixed-limits",
            description = "leave out what a single fixed limit finds, which takes most of the time")
    private boolean withoutFixedLimits;

    @Option(names = "--json", description = "print one JSON object instead of a table")
    private boolean json;

    /** What became of the faults of one condition; of all seeds. */
    private static final class Line {
        private Score found = Score.NONE;
        private Score fixed = Score.NONE;
        private String limit = "";
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = generators.toString().isEmpty() ? home.resolve("benchmarks/generators") : generators;
        Map<String, Generator> all = GeneratorFile.all(folder);
        if (!all.keySet().containsAll(packs)) {
            throw new BenchException("There are the generators " + all.keySet() + " in " + folder + ", not all of "
                    + packs + ". Name one of them.");
        }
        all.keySet().removeIf(name -> !packs.isEmpty() && !packs.contains(name));
        Map<String, Line> lines = new TreeMap<>();
        Map<String, Score> packScores = new TreeMap<>();
        for (Generator generator : all.values()) {
            for (long seed : seeds) {
                BenchOptions.inFolder("packs", false, work -> {
                    Score score = measure(generator, seed, work, lines);
                    packScores.merge(generator.name(), score, Score::plus);
                    BenchOptions.step("packs", generator.name() + " with seed " + seed + ": " + score);
                });
            }
        }
        System.out.println(json ? toJson(packScores, lines) : toTable(packScores, lines));
        boolean good = packScores.values().stream()
                .allMatch(it -> it.precision().value() >= BAR && it.recall().value() >= BAR);
        return good ? 0 : 1;
    }

    private Score measure(Generator generator, long seed, Path work, Map<String, Line> lines)
            throws IOException, InterruptedException {
        Simulation simulation = new Simulation(generator, seed, START);
        List<Message> messages = simulation.messages();
        List<Injected> faults = simulation.faults();
        List<Opened> cases = decide(messages, work);
        Map<String, List<Injected>> byCondition =
                faults.stream().collect(Collectors.groupingBy(Injected::condition, TreeMap::new, Collectors.toList()));
        byCondition.forEach((condition, own) -> {
            Line line = lines.computeIfAbsent(condition, it -> new Line());
            List<Opened> ofRule = cases.stream()
                    .filter(it -> it.condition().equals(condition))
                    .toList();
            line.found = line.found.plus(Score.of(own, faults, ofRule, generator.grace()));
            if (!withoutFixedLimits) {
                FixedThreshold.Best best = FixedThreshold.best(generator, messages, own);
                line.fixed = line.fixed.plus(best.score());
                line.limit = best.field() + (best.above() ? " above " : " below ") + best.limit();
            }
        });
        return Score.of(faults, cases, generator.grace());
    }

    /** In a process of its own, as anybody would. */
    private List<Opened> decide(List<Message> messages, Path work) throws IOException, InterruptedException {
        Path recording = work.resolve("recording.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(recording)) {
            for (Message message : messages) {
                out.write(message.recorded());
                out.newLine();
            }
        }
        List<String> arguments = List.of(
                "backtest",
                "--json",
                "--cases",
                "--content=" + home.toAbsolutePath(),
                "--file=" + recording.toAbsolutePath());
        String classPath = Child.connectorClassPath();
        List<Opened> cases = new ArrayList<>();
        try (Child child =
                Child.start("backtest", work, classPath, List.of("-Xmx1g"), "io.casewire.cli.Main", arguments)) {
            if (child.await(PATIENCE) != 0) {
                throw child.failed("did not decide on the recording");
            }
            for (JsonNode one : JSON.readTree(child.output()).path("cases")) {
                cases.add(new Opened(
                        one.path("device").asText(),
                        one.path("rule").asText(),
                        Instant.parse(one.path("opened").asText())));
            }
        }
        return cases;
    }

    private static String toTable(Map<String, Score> packs, Map<String, Line> lines) {
        StringBuilder table = new StringBuilder(
                "| pack | faults | found | Cases without a fault | precision (95 %) | recall (95 %) |\n|---|---|---|---|---|---|\n");
        packs.forEach((name, score) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %s | %s |%n",
                name,
                score.found() + score.missed(),
                score.found(),
                score.mistaken(),
                text(score.precision()),
                text(score.recall()))));
        table.append(
                "\n| condition | precision | recall | F1 | F1 of the best fixed limit, chosen for each seed | for example |\n"
                        + "|---|---|---|---|---|---|\n");
        lines.forEach((condition, line) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %.3f | %.3f | %.3f | %.3f | %s |%n",
                condition,
                line.found.precision().value(),
                line.found.recall().value(),
                line.found.f1(),
                line.fixed.f1(),
                line.limit)));
        return table.toString();
    }

    private static String text(Score.Share share) {
        return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", share.value(), share.from(), share.to());
    }

    private static String toJson(Map<String, Score> packs, Map<String, Line> lines) throws IOException {
        ObjectNode said = JSON.createObjectNode();
        ArrayNode ofPacks = said.putArray("packs");
        packs.forEach((name, score) -> ofPacks.addObject()
                .put("pack", name)
                .put("found", score.found())
                .put("missed", score.missed())
                .put("mistaken", score.mistaken())
                .put("precision", score.precision().value())
                .put("recall", score.recall().value()));
        ArrayNode conditions = said.putArray("conditions");
        lines.forEach((condition, line) -> conditions
                .addObject()
                .put("condition", condition)
                .put("f1", line.found.f1())
                .put("f1OfFixedLimit", line.fixed.f1())
                .put("fixedLimit", line.limit));
        return JSON.writeValueAsString(said);
    }
}
