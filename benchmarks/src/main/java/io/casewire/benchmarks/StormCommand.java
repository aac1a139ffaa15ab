package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench storm}. */
@Command(
        name = "storm",
        mixinStandardHelpOptions = true,
        description = {
            "Many devices fall silent at once, and return: how many Cases and API calls that makes. A rule opens a Case for a",
            "device that is silent for two minutes, and says that from 20 % on it is one thing. Each device reports every",
            "40 seconds; every eleventh goes on all the while. Counted in the org's request log, an org of its own process."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class StormCommand implements Callable<Integer> {
    private static final int EVERY_SECONDS = 40;
    private static final int STAYING = 10;
    private static final Duration SETTLING = Duration.ofMinutes(5);
    private static final String SINGLE =
            "SELECT Id FROM Case WHERE Casewire_Episode_Key__c LIKE '%machine-maintenance/silent%'";

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--devices", defaultValue = "40000", description = "that fall silent (default: ${DEFAULT-VALUE})")
    private int devices = 40_000;

    // Devices that were created are read again once, within identity.refresh: that is over by then.
    @Option(names = "--warm-up", defaultValue = "420", description = "seconds before (default: ${DEFAULT-VALUE})")
    private int warmUp = 420;

    @Option(names = "--down", defaultValue = "600", description = "seconds of silence (default: ${DEFAULT-VALUE})")
    private int down = 600;

    @Option(
            names = "--after",
            defaultValue = "180",
            description = "seconds watched after it (default: ${DEFAULT-VALUE})")
    private int after = 180;

    private final List<Double> cases = new ArrayList<>();
    private final List<Double> writes = new ArrayList<>();
    private final List<Double> apiCalls = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("storm", this::measure);
        String of = devices + " devices silent for " + down + " s";
        return options.report(List.of(
                Row.of("Cases, " + of, "", Spread.of(cases), "1 to 2"),
                Row.of("API calls, all", "", Spread.of(apiCalls), "<= 50"),
                Row.of("of these, writing", "", Spread.of(writes), "")));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Path metadata = options.home.resolve("salesforce-metadata/force-app/main/default");
        try (OrgProcess org = OrgProcess.startWith("org", work, options.home, metadata)) {
            Files.writeString(work.resolve("secret"), "casewire-local");
            Connector.prepare(work, options.home, 0, org.settings());
            addSilence(work.resolve("content"));
            // As an org whose calls are counted is asked for Assets that changed.
            BenchContent.change(work.resolve("content/mappings/identity.yaml"), "refresh: 5s", "refresh: 5m");
            try (Connector connector = Connector.start(work)) {
                int all = devices + devices / STAYING;
                options.seed(connector, all);
                storm(run, work, org, connector, all);
            }
        }
    }

    private void storm(int run, Path work, OrgProcess org, Connector connector, int all)
            throws IOException, InterruptedException {
        OrgLog log = new OrgLog(org.url());
        try (Child staying = load("staying", work, connector, devices / STAYING, warmUp + down + after)) {
            try (Child before = load("before", work, connector, all, warmUp)) {
                before.awaitSuccess(Duration.ofSeconds(warmUp).plus(SETTLING));
            }
            log.read();
            int known = log.entries().size();
            Thread.sleep(Duration.ofSeconds(down).toMillis());
            try (Child returned = load("returned", work, connector, all, after)) {
                returned.awaitSuccess(Duration.ofSeconds(after).plus(SETTLING));
            }
            connector.awaitCalm();
            log.read();
            staying.awaitSuccess(SETTLING);
            note(run, log.entries().subList(known, log.entries().size()), org);
        }
    }

    private void note(int run, List<JsonNode> calls, OrgProcess org) throws IOException, InterruptedException {
        List<JsonNode> rest = calls.stream()
                .filter(call -> call.path("path").asText().startsWith("/services/data"))
                .toList();
        List<JsonNode> reading = rest.stream()
                .filter(call -> call.path("method").asText().equals("GET"))
                .toList();
        options.progress("storm", run, "reading calls: %s", byKind(reading));
        int read = reading.size();
        OrgClient client = OrgClient.login(URI.create(org.url()), "casewire", "casewire-local");
        cases.add((double) client.query(SINGLE).size());
        writes.add((double) (rest.size() - read));
        apiCalls.add((double) rest.size());
        options.progress(
                "storm",
                run,
                "%.0f Cases, %.0f calls, %.0f of them writing",
                cases.get(cases.size() - 1),
                apiCalls.get(apiCalls.size() - 1),
                writes.get(writes.size() - 1));
    }

    /** How many asked for each object, or each resource that is about none; further pages of an answer by themselves. */
    private static Map<String, Long> byKind(List<JsonNode> calls) {
        return calls.stream()
                .collect(Collectors.groupingBy(
                        call -> {
                            String resource = call.path("path").asText().replaceFirst("/services/data/v[0-9.]+/", "");
                            String about = call.path("object").asText("");
                            boolean next = resource.startsWith("query/");
                            return (about.isEmpty() ? resource.replaceFirst("/.*", "") : about)
                                    + (next ? ", next page" : "");
                        },
                        TreeMap::new,
                        Collectors.counting()));
    }

    private static Child load(String name, Path work, Connector connector, int devices, int seconds)
            throws IOException {
        int rate = Math.max(1, devices / EVERY_SECONDS);
        return Child.load(
                name,
                work,
                List.of(
                        "mqtt",
                        "--mqtt=" + connector.mqtt(),
                        "--topic=devices/%s/telemetry",
                        "--devices=" + devices,
                        "--rate=" + rate,
                        "--readings=" + (long) rate * seconds));
    }

    private static void addSilence(Path content) throws IOException {
        BenchContent.addSignal(content, "{ name: silent, function: silence, window: 2m }");
        Path domain = content.resolve("rules/machine-maintenance");
        Files.writeString(
                domain.resolve("silent.drl"),
                """
                package machine_maintenance

                rule "machine-maintenance/silent"
                  @purpose( "machine-maintenance" ) @severity( "medium" ) @massShare( "20%" ) @massWindow( "60s" )
                when
                  $reading : Reading( signals.silent == true )
                then
                  conditions.holds( $reading );
                end
                """);
        Path texts = domain.resolve("texts.yaml");
        Files.writeString(
                texts,
                Files.readString(texts).stripTrailing()
                        + "\n    machine-maintenance/silent:\n      subject: \"{device.name} is silent\"\n"
                        + "      reason: \"{device.name} said nothing since {reading.eventAt}\"\n");
    }
}
