package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench revocation}. */
@Command(
        name = "revocation",
        mixinStandardHelpOptions = true,
        description = {
            "From the commit of a person's objection in the org to the last write about that person, under load: every device",
            "writes to its Asset as often as it may. Witnesses are the org's request log and Kafka; the org is a process of",
            "its own. A fifth of the devices belong to persons, who object one after the other."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class RevocationCommand implements Callable<Integer> {
    private static final double MEDIAN = 0.5;
    private static final double ALMOST_ALL = 0.99;
    private static final int EPISODES_PER_MINUTE = 600;
    private static final int READ_EVERY = 20;
    private static final Duration SETTLING = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--rate", defaultValue = "2000", description = "readings per second (default: ${DEFAULT-VALUE})")
    private int rate = 2_000;

    @Option(names = "--warm-up", defaultValue = "60", description = "seconds before (default: ${DEFAULT-VALUE})")
    private int warmUp = 60;

    @Option(names = "--for", defaultValue = "120", description = "seconds of objections (default: ${DEFAULT-VALUE})")
    private int seconds = 120;

    @Option(names = "--devices", defaultValue = "5000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 5_000;

    private final List<Double> readings = new ArrayList<>();
    private final List<Double> leaks = new ArrayList<>();
    private final List<Double> late = new ArrayList<>();
    private final List<Double> longest = new ArrayList<>();
    private final List<Double> heardHalf = new ArrayList<>();
    private final List<Double> heardAlmostAll = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("revocation", this::measure);
        String at = ", at " + rate + " readings/s";
        return options.report(List.of(
                Row.of("Readings", "", Spread.of(readings), ""),
                Row.of(
                        "People written about later than " + Revocations.GRACE.toMillis() + " ms",
                        "",
                        Spread.of(leaks),
                        "0"),
                Row.of("Objection to the last write, p99" + at, "ms", Spread.of(late), "< 250 ms"),
                Row.of("The longest", "ms", Spread.of(longest), ""),
                Row.of("Objection to its entry in Kafka, p50", "ms", Spread.of(heardHalf), ""),
                Row.of("p99", "ms", Spread.of(heardAlmostAll), "")));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Path metadata = options.home.resolve("salesforce-metadata/force-app/main/default");
        try (OrgProcess org = OrgProcess.startWith("org", work, options.home, metadata)) {
            send(org.url() + "/local-org/settings", "{\"consentEventStream\":true}");
            Files.writeString(work.resolve("secret"), "casewire-local");
            Connector.prepare(work, options.home, 0, org.settings());
            BenchContent.change(
                    work.resolve("content/mappings/asset.yaml"), "{ writes: 1, per: 1d }", "{ writes: 1000, per: 1h }");
            try (Connector connector = Connector.start(work)) {
                options.seed(connector, devices);
                note(run, object(org, connector, work));
            }
        }
    }

    private Revocations object(OrgProcess org, Connector connector, Path work)
            throws IOException, InterruptedException {
        OrgClient client = OrgClient.login(URI.create(org.url()), "casewire", "casewire-local");
        List<String> people = new ArrayList<>();
        for (JsonNode individual : client.query("SELECT Id FROM Individual ORDER BY Id")) {
            people.add(individual.path("Id").asText());
        }
        int all = warmUp + seconds;
        Set<String> objected = new HashSet<>();
        // It keeps the last million only.
        OrgLog log = new OrgLog(org.url());
        try (Child fleet = Fleet.start(connector, work, devices, rate, all, warmUp, EPISODES_PER_MINUTE)) {
            Thread.sleep(Duration.ofSeconds(warmUp).toMillis());
            long begin = System.nanoTime();
            long end = begin + Duration.ofSeconds(seconds).toNanos();
            for (int i = 0; i < people.size(); i++) {
                long due = begin + (end - begin) / people.size() * i;
                Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
                client.update("Individual", people.get(i), "{\"HasOptedOutProcessing\":true}");
                objected.add(people.get(i));
                if (i % READ_EVERY == 0) {
                    log.read();
                }
            }
            // It misses the Cases of those who objected, and says so; that is not its business here.
            if (fleet.await(Duration.ofSeconds(all).plus(SETTLING)) > 1) {
                throw fleet.failed("did not publish what it should");
            }
            readings.add(JSON.readTree(fleet.output()).path("acked").asDouble());
        }
        connector.awaitCalm();
        log.read();
        return Revocations.of(log, client, connector.kafka(), objected);
    }

    private void note(int run, Revocations found) {
        List<Double> spans = found.untilLastWrite();
        List<Double> entries = found.untilAppended();
        late.add(percentile(spans, ALMOST_ALL));
        leaks.add((double) found.leaks());
        longest.add(spans.get(spans.size() - 1));
        heardHalf.add(percentile(entries, MEDIAN));
        heardAlmostAll.add(percentile(entries, ALMOST_ALL));
        options.progress(
                "revocation",
                run,
                "%,.0f readings, %d objections, %d heard, %d with a write after, %.0f leaks; p99 %.0f ms, longest %.0f ms; in Kafka p99 %.0f ms",
                readings.get(readings.size() - 1),
                spans.size(),
                found.heard(),
                spans.stream().filter(span -> span > 0).count(),
                leaks.get(leaks.size() - 1),
                late.get(late.size() - 1),
                longest.get(longest.size() - 1),
                heardAlmostAll.get(heardAlmostAll.size() - 1));
    }

    private static double percentile(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private static void send(String url, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method("PATCH", BodyPublishers.ofString(json))
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
        if (status / 100 != 2) {
            throw new BenchException(url + " answered " + status);
        }
    }
}
