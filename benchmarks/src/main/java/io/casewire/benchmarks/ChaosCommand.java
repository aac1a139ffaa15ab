package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.World.Part;
import io.casewire.benchmarks.fleet.FleetRecords;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code casewire chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Lets one thing after the other go wrong while machines send readings, people object and close Cases, and says",
            "whether anything was lost, doubled or leaked. Kafka, MQTT, the org and two connectors are processes of their own.",
            "Witnesses are outside: what the MQTT broker acknowledged, the org's request log, and the ground truth of the fleet."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing was lost, doubled or leaked",
            "1:something was",
            "2:wrong arguments",
            "3:the run could not be made"
        })
final class ChaosCommand implements Callable<Integer> {
    private static final String PASSWORD = "casewire-local";
    private static final double OPTED_OUT = 0.1;
    /** One episode of so many may come late as a whole. */
    private static final int MOST_LATE = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofSeconds(3);
    private static final Duration SETTLING = Duration.ofSeconds(150);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--home",
            defaultValue = "${sys:casewire.home:-.}",
            description = "folder that holds the shipped content (default: ${DEFAULT-VALUE})")
    private Path home = Path.of(".");

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Option(names = "--keep", description = "keep the run's folder, to look at its logs")
    private boolean keep;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "the same seed, the same faults (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--faults", defaultValue = "21", description = "how many (default: ${DEFAULT-VALUE}, one of each)")
    private int faults = 21;

    @Option(
            names = "--bug",
            defaultValue = "NONE",
            description = "a mistake to make on purpose, which the run has to notice: ${COMPLETION-CANDIDATES}")
    private Bug bug = Bug.NONE;

    @Option(names = "--rate", defaultValue = "100", description = "readings per second (default: ${DEFAULT-VALUE})")
    private int rate = 100;

    @Option(names = "--devices", defaultValue = "300", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 300;

    @Option(
            names = "--episodes-per-minute",
            defaultValue = "120",
            description = "Cases that are due (default: ${DEFAULT-VALUE})")
    private int episodesPerMinute = 120;

    private final List<Instant> positionsLost = new ArrayList<>();
    private @Nullable People acting;
    private Instant struckFrom = Instant.MAX;
    private boolean clean;

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchOptions.inFolder("chaos", keep, this::run);
        return clean ? 0 : 1;
    }

    private void run(Path work) throws IOException, InterruptedException {
        Instant begin = Instant.now();
        try (World world = new World(work, home)) {
            world.start(bug);
            OrgClient org = OrgClient.login(URI.create(world.orgUrl()), "casewire", "casewire-local");
            new FleetRecords(org, devices, seed, OPTED_OUT).ensure();
            BenchOptions.awaitParties(world.kafka(), devices);
            Thread.sleep(CALM.toMillis());
            OrgLog log = new OrgLog(world.orgUrl());
            BenchOptions.step("chaos", "ready after " + seconds(begin) + " s, seed " + seed);
            JsonNode verdict = sendAndStrike(begin, world, work, org, log);
            long unsettled = awaitSettled(world);
            People people = Objects.requireNonNull(acting);
            awaitHeard(world, people);
            log.read();
            Revocations revocations = Revocations.of(log, org, world.kafka(), people.objected());
            CaseEvents events = CaseEvents.of(world.kafka(), people.closed(), positionsLost);
            Duration oldestConsent = ConsentAges.oldest(log, struckFrom, org, world.kafka());
            report(begin, verdict, unsettled, people, revocations, events, oldestConsent, world.backtest());
        }
    }

    private JsonNode sendAndStrike(Instant begin, World world, Path work, OrgClient org, OrgLog log)
            throws IOException, InterruptedException {
        try (Child fleet = Fleet.start(
                world, work, devices, rate, episodesPerMinute, "--wait=" + SETTLING.toSeconds(), "--seed=" + seed)) {
            awaitReadings(world);
            struckFrom = Instant.now();
            Random random = new Random(seed);
            List<Fault> plan = plan(random);
            OrgClient person = OrgClient.loginAsPerson(URI.create(world.orgUrl()), OrgLog.PERSON, PASSWORD);
            People people = People.start(person, seed);
            acting = people;
            for (int i = 0; i < plan.size(); i++) {
                Fault fault = plan.get(i);
                BenchOptions.step(
                        "chaos", seconds(begin) + " s: " + (i + 1) + " of " + plan.size() + ", " + fault.label());
                readQuietly(log);
                fault.strike(world, random);
                if (fault == Fault.KILL_ORG) {
                    log.restarted();
                }
                if (fault == Fault.CORRUPT_REPLAY_ID) {
                    positionsLost.add(Instant.now());
                }
                readQuietly(log);
                Thread.sleep(random.nextInt(500, 1_500));
                world.requireAlive();
                if (!fleet.isAlive()) {
                    throw fleet.failed("ended by itself");
                }
            }
            people.close();
            world.await(Part.CONNECTOR_A);
            world.await(Part.CONNECTOR_B);
            BenchOptions.step("chaos", seconds(begin) + " s: waiting for what is under way");
            fleet.terminate();
            int exitCode = fleet.await(SETTLING.plusSeconds(60));
            if (exitCode > 1) {
                throw fleet.failed("ended with exit code " + exitCode);
            }
            String[] lines = fleet.output().strip().split("\n");
            return JSON.readTree(lines[lines.length - 1]);
        }
    }

    /** The fleet is under way. */
    private void awaitReadings(World world) throws IOException, InterruptedException {
        try (TopicCounts counts = new TopicCounts(world.kafka())) {
            long enough = counts.end(BenchOptions.READINGS) + 3L * rate;
            TopicCounts.sampleUntil(() -> counts.end(BenchOptions.READINGS), enough, PATIENCE);
        }
    }

    /** Every kind of fault comes before any comes again. */
    private List<Fault> plan(Random random) {
        List<Fault> plan = new ArrayList<>();
        while (plan.size() < faults) {
            List<Fault> all = new ArrayList<>(List.of(Fault.values()));
            // It was added later, and comes last: what a seed meant it goes on to mean.
            all.remove(Fault.CONTENT_PUBLISHED);
            Collections.shuffle(all, random);
            all.add(Fault.CONTENT_PUBLISHED);
            plan.addAll(all);
        }
        return plan.subList(0, faults);
    }

    /** A write whose answer is never heard would hold up those behind it for ever. */
    private static long awaitSettled(World world) throws InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        long unsettled = world.unsettled();
        while (unsettled != 0 && System.nanoTime() < giveUp) {
            Thread.sleep(250);
            unsettled = world.unsettled();
        }
        return unsettled;
    }

    /** A subscription that was refused again and again tries it less and less often. */
    private void awaitHeard(World world, People people) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < giveUp
                && (CaseEvents.of(world.kafka(), people.closed(), positionsLost).unheard() > 0
                        || Revocations.unheard(world.kafka(), people.objected()) > 0)) {
            Thread.sleep(CALM.toMillis());
        }
    }

    private static void readQuietly(OrgLog log) throws InterruptedException {
        try {
            log.read();
        } catch (IOException e) {
            // It is read again a moment later.
        }
    }

    private void report(
            Instant begin,
            JsonNode verdict,
            long unsettled,
            People people,
            Revocations revocations,
            CaseEvents events,
            Duration oldestConsent,
            JsonNode backtest)
            throws IOException {
        long leaks = revocations.leaks();
        long unheard = people.objected().size() - revocations.heard();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("seed", seed);
        said.put("faults", faults);
        said.put("seconds", Duration.between(begin, Instant.now()).toSeconds());
        for (String name : List.of(
                "acked", "found", "deadLetters", "expectedCases", "lateEpisodes", "cases", "lost", "duplicates")) {
            said.put(name, verdict.path(name).asLong());
        }
        said.put("unsettled", unsettled);
        said.put("missing", verdict.path("missing"));
        said.put("unexpected", verdict.path("unexpected"));
        said.put("objections", people.objected().size());
        said.put("objectionsUnheard", unheard);
        said.put("leaks", leaks);
        said.put("oldestConsentMillis", oldestConsent.toMillis());
        said.put("casesClosedByPeople", people.closed().size());
        said.put("closingsUnheard", events.unheard());
        said.put("eventsHandledTwice", events.twice());
        said.put("decidedAgain", backtest.path("explanations").asLong());
        said.put("decidedOtherwise", backtest.path("differences").asLong());
        boolean hadWork = verdict.path("expectedCases").asLong() > 0
                && !people.objected().isEmpty()
                && !people.closed().isEmpty();
        clean = hadWork
                && verdict.path("lost").asLong() == 0
                // More would be a fault of ours, which mixes up the order.
                && verdict.path("lateEpisodes").asLong() * MOST_LATE
                        <= verdict.path("expectedCases").asLong()
                && verdict.path("duplicates").asLong() == 0
                && unsettled == 0
                && leaks == 0
                && unheard == 0
                && oldestConsent.compareTo(World.MAX_CONSENT_AGE.plus(Revocations.GRACE)) <= 0
                && events.unheard() == 0
                && events.twice() == 0
                && backtest.path("explanations").asLong() > 0
                && backtest.path("differences").asLong() == 0;
        said.put("clean", clean);
        if (json) {
            System.out.println(JSON.writeValueAsString(said));
        } else {
            said.forEach((name, value) -> System.out.printf("%-20s %s%n", name, value));
        }
    }

    private static String seconds(Instant since) {
        return String.format(
                Locale.ROOT, "%.1f", Duration.between(since, Instant.now()).toMillis() / 1000.0);
    }
}
