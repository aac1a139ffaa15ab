package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.config.Settings;
import io.casewire.config.SettingsReader;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.CaseFeed;
import io.casewire.stream.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "Runs the main job on this machine: simulated machines publish, Cases appear.",
        description = "Kafka, an MQTT broker and a Salesforce org start in this process, on a fresh data folder.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing lost, nothing doubled", "1:something was lost or doubled, or did not start"})
final class DemoCommand implements Callable<Integer> {
    /** Below the configured data folder, so that a demo never touches the data of a real run. */
    static final String FOLDER = "demo";

    @Mixin
    private ConfigOption config;

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
        DataFolder folder = DataFolder.lock(settings.dataFolder());
        folder.clear();
        PrintWriter err = spec.commandLine().getErr();
        Closer closer = new Closer();
        Instance instance = closer.add(new Instance(settings, folder, step -> say(err, step)));
        Fleet fleet = closer.add(new Fleet());
        Stop.closeOnSignal(closer);
        fleet.seed(instance.brokers().orgUrl(), devices, seed);
        instance.awaitReady();
        DemoScreen screen =
                new DemoScreen(instance, json ? null : spec.commandLine().getOut());
        closer.add(new CaseFeed(instance.connector().kafka(), screen::opened));
        screen.welcome(settings);
        JsonNode result = fleet.run(arguments(instance, forHow), screen::line);
        return finish(instance, result);
    }

    private int finish(Instance instance, @Nullable JsonNode result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (result == null) {
            return Main.FAILED;
        }
        Map<String, Object> summary = DemoSummary.of(instance, result);
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(summary));
        } else {
            out.println();
            summary.forEach((name, value) -> out.printf("%-14s %s%n", name, value));
        }
        out.flush();
        boolean clean =
                result.path("lost").asLong() == 0 && result.path("duplicates").asLong() == 0;
        return clean ? 0 : Main.FAILED;
    }

    private List<String> arguments(Instance instance, Duration forHow) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--mqtt", instance.brokers().mqttUrl());
        options.put("--kafka", instance.brokers().kafka().bootstrapServers());
        options.put("--org", instance.brokers().orgUrl());
        options.put("--devices", Integer.toString(devices));
        options.put("--rate", Integer.toString(rate));
        options.put("--for", Long.toString(forHow.toSeconds()));
        options.put("--seed", Long.toString(seed));
        options.forEach((name, value) -> arguments.addAll(List.of(name, value)));
        return arguments;
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
