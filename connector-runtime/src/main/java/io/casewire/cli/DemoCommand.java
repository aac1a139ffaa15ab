package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.casewire.config.Settings;
import io.casewire.config.SettingsReader;
import io.casewire.content.ContentFiles;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.CaseFeed;
import io.casewire.stream.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "Runs the main job on this machine: simulated devices publish, Cases appear.",
        description = "Kafka, an MQTT broker and a Salesforce org start in this process, on a fresh data folder.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing of the machines' was lost or doubled, and nobody became a campaign member without consent",
            "1:something was, or did not start"
        })
final class DemoCommand implements Callable<Integer> {
    /** Below the configured data folder, so that a demo never touches the data of a real run. */
    static final String FOLDER = "demo";

    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

    @Mixin
    private ConfigOption config;

    @Option(
            names = "--pack",
            paramLabel = "NAME",
            description = "a domain of the content whose devices speak; may be given several times (default: all)")
    private List<String> packs = List.of();

    @Option(names = "--for", paramLabel = "DURATION", description = "end by itself, for example after 30s")
    private @Nullable String span;

    @Option(names = "--json", description = "print only the summary, one JSON object")
    private boolean json;

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "100",
            description = "machines (default: ${DEFAULT-VALUE})")
    private int devices;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "readings a second (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "chooses the faults (default: ${DEFAULT-VALUE})")
    private long seed;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    DemoCommand() {}

    @Override
    public Integer call() throws Exception {
        Duration forHow = span == null ? Duration.ofDays(30) : duration(span);
        Settings settings = embedded(config.settings());
        Packs chosen =
                Packs.of(packs, ConfigOption.content(ContentFiles.read(settings.contentFolder())), Packs.shipped());
        DataFolder folder = DataFolder.lock(settings.dataFolder());
        folder.clear();
        PrintWriter err = spec.commandLine().getErr();
        Closer closer = new Closer();
        Instance instance = closer.add(new Instance(settings, folder, step -> say(err, step)));
        Fleet machines = closer.add(new Fleet());
        Fleet others = closer.add(new Fleet());
        Stop.closeOnSignal(closer);
        machines.seed(instance.brokers().orgUrl(), chosen.machines() ? devices : 0, seed, chosen.arguments());
        instance.awaitReady();
        DemoScreen screen =
                new DemoScreen(instance, json ? null : spec.commandLine().getOut());
        closer.add(new CaseFeed(instance.connector().kafka(), screen::opened));
        screen.welcome(settings);
        CompletableFuture<@Nullable JsonNode> beside = chosen.generators().isEmpty()
                ? CompletableFuture.completedFuture(JsonNodeFactory.instance.objectNode())
                : CompletableFuture.supplyAsync(
                        () -> run(others, packArguments(instance, chosen, forHow), screen::published),
                        DemoCommand::start);
        // Machines begin when what was said before is published: their latency is not to be that of a backlog.
        screen.awaitPast(beside);
        JsonNode result = chosen.machines()
                ? run(machines, machineArguments(instance, forHow), screen::line)
                : JsonNodeFactory.instance.objectNode();
        if (result == null) {
            others.close();
        }
        return finish(instance, result, beside.join());
    }

    /** A thread of its own: it waits for as long as the demo runs. */
    private static void start(Runnable publishing) {
        Thread thread = new Thread(publishing, "packs");
        thread.setDaemon(true);
        thread.start();
    }

    private static @Nullable JsonNode run(Fleet fleet, List<String> arguments, Consumer<JsonNode> lines) {
        try {
            return fleet.run(arguments, lines);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("Simulated devices cannot be heard any more");
            return null;
        }
    }

    private int finish(Instance instance, @Nullable JsonNode result, @Nullable JsonNode ofPacks) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (result == null || ofPacks == null) {
            spec.commandLine().getErr().println("casewire: the program that simulates devices ended early");
            return Main.FAILED;
        }
        Map<String, Object> summary = DemoSummary.of(instance, result, ofPacks);
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(summary));
        } else {
            out.println();
            summary.forEach((name, value) -> out.printf("%-14s %s%n", name, value));
        }
        out.flush();
        boolean clean = result.path("lost").asLong() == 0
                && result.path("duplicates").asLong() == 0
                && ofPacks.path("refused").asLong() == 0
                && ofPacks.findValues("withoutConsent").stream().allMatch(members -> members.asLong() == 0);
        return clean ? 0 : Main.FAILED;
    }

    private List<String> machineArguments(Instance instance, Duration forHow) {
        List<String> arguments = arguments("run", instance, forHow);
        arguments.addAll(List.of("--kafka", instance.brokers().kafka().bootstrapServers()));
        arguments.addAll(List.of("--devices", Integer.toString(devices)));
        arguments.addAll(List.of("--rate", Integer.toString(rate)));
        return arguments;
    }

    private List<String> packArguments(Instance instance, Packs chosen, Duration forHow) {
        List<String> arguments = arguments("packs", instance, forHow);
        arguments.addAll(chosen.arguments());
        return arguments;
    }

    private List<String> arguments(String what, Instance instance, Duration forHow) {
        return new ArrayList<>(List.of(
                what,
                "--mqtt",
                instance.brokers().mqttUrl(),
                "--org",
                instance.brokers().orgUrl(),
                "--for",
                Long.toString(forHow.toSeconds()),
                "--seed",
                Long.toString(seed)));
    }

    private void say(PrintWriter err, String step) {
        if (!json) {
            err.println("casewire: " + step);
            err.flush();
        }
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new FindingException(new Finding(FindingCode.USAGE, "--for", e.getMessage() + "."));
        }
    }

    /** Own brokers and the local org, whatever is configured: a demo writes nothing anywhere else. */
    private static Settings embedded(Settings settings) {
        return new Settings(
                settings.instanceId(),
                settings.dataFolder().resolve(FOLDER),
                settings.contentFolder(),
                settings.watchContent(),
                SettingsReader.DEFAULT_KAFKA,
                SettingsReader.DEFAULT_MQTT,
                settings.ingest(),
                settings.commands(),
                SettingsReader.LOCAL_ORG,
                settings.consent(),
                settings.delivery(),
                settings.budget(),
                settings.retention(),
                settings.console());
    }
}
