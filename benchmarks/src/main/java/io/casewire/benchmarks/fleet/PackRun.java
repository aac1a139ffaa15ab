package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.generator.Generator.Happening;
import io.casewire.benchmarks.generator.Injected;
import io.casewire.benchmarks.generator.Message;
import io.casewire.benchmarks.generator.Score;
import io.casewire.benchmarks.generator.Simulation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Devices of several generators, who have been there for a while: what they said in the last hour is published first. */
final class PackRun implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ACK_PATIENCE = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofHours(4);
    /** What is published of what was said before; longer where devices speak seldom. */
    private static final Duration PAST = Duration.ofHours(1);

    private static final int FEWEST = 3;

    /** What is not otherwise for so long is all there will be: what is not urgent leaves after ten seconds. */
    private static final Duration SETTLED = Duration.ofSeconds(12);

    private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(30);

    /** What a device said long ago and all at once counts when it said nothing more for a minute. */
    private static final Duration BACKLOG = Duration.ofSeconds(65);

    private static final int MOST_IN_FLIGHT = 200;

    private final Map<Generator, List<Injected>> faultsOf = new LinkedHashMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final MqttPublisher publisher;
    private final AtomicInteger acked = new AtomicInteger();
    private final Instant began = Instant.now();
    private int published;
    private Instant pastPublished = began;

    PackRun(List<Generator> generators, long seed, URI mqtt) {
        for (Generator generator : generators) {
            // Some of the faults began long ago.
            Duration past = generator.quiet().plus(longestFault(generator));
            Duration spoken = generator.interval().multipliedBy(FEWEST);
            Instant first = began.minus(spoken.compareTo(PAST) > 0 ? spoken : PAST);
            // Nothing begins in the last hours of a simulation: what begins ends in it.
            Duration ahead = LONGEST.plus(longestFault(generator)).plus(generator.grace());
            Simulation simulation = new Simulation(generator.lasting(past.plus(ahead)), seed, began.minus(past));
            faultsOf.put(generator, simulation.faults());
            Instant end = began.plus(LONGEST);
            simulation.messages().stream()
                    .filter(it -> it.arrives().isAfter(first) && it.arrives().isBefore(end))
                    .forEach(messages::add);
        }
        messages.sort(Comparator.comparing(Message::arrives));
        publisher = new MqttPublisher(
                mqtt,
                "packs-" + UUID.randomUUID().toString().substring(0, 8),
                MOST_IN_FLIGHT,
                seq -> acked.incrementAndGet());
    }

    private static Duration longestFault(Generator generator) {
        return generator.happenings().stream()
                .filter(it -> it.condition() != null)
                .map(Happening::longest)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    void publish(Duration publishFor, Lines lines) throws InterruptedException {
        publisher.connect(CONNECT_PATIENCE);
        Instant end = began.plus(publishFor);
        long past = messages.stream().filter(it -> it.arrives().isBefore(began)).count();
        Instant next = began;
        for (Message message : messages) {
            boolean over = message.arrives().isAfter(end);
            Instant due = over ? end : message.arrives();
            if (Stop.wantedWithin(Instant.now().until(due, ChronoUnit.NANOS)) || over) {
                break;
            }
            publisher.publish(
                    published++, message.topic(), message.payload().toString().getBytes(StandardCharsets.UTF_8));
            Instant now = Instant.now();
            if (published == past) {
                pastPublished = now;
            }
            if (now.isAfter(next) || published == past) {
                next = now.plusSeconds(1);
                lines.published(published, past);
            }
        }
        publisher.awaitAcks(ACK_PATIENCE);
    }

    /** Says what came of it: by pack, Cases, and how many of them are about a fault; or members of a campaign. */
    void count(PackResults results, Lines lines) throws IOException, InterruptedException {
        // Whoever stops it does not wait for that.
        Stop.wantedWithin(Instant.now().until(pastPublished.plus(BACKLOG), ChronoUnit.NANOS));
        Map<String, Map<String, Long>> figures = figures(results);
        Map<String, Map<String, Long>> before = Map.of();
        Instant giveUp = Instant.now().plus(SETTLE_PATIENCE);
        while (!figures.equals(before) && Instant.now().isBefore(giveUp)) {
            Thread.sleep(SETTLED.toMillis());
            before = figures;
            figures = figures(results);
        }
        lines.packs(acked.get(), publisher.refused(), figures);
    }

    private Map<String, Map<String, Long>> figures(PackResults results) throws IOException, InterruptedException {
        Map<String, Map<String, Long>> figures = new TreeMap<>();
        Instant now = Instant.now();
        for (Map.Entry<Generator, List<Injected>> entry : faultsOf.entrySet()) {
            Generator generator = entry.getKey();
            List<Injected> faults = entry.getValue();
            Map<String, Long> ofPack = new LinkedHashMap<>();
            ofPack.put(
                    "faultsUnderWay",
                    faults.stream()
                            .filter(it -> it.from().isBefore(now) && it.to().isAfter(began))
                            .count());
            if (generator.campaign().isEmpty()) {
                Score score = Score.of(faults, results.cases(generator), generator.grace());
                ofPack.put("cases", (long) score.found() + score.mistaken());
                ofPack.put("aboutAFault", (long) score.found());
            } else {
                List<String> members = results.members(generator);
                Set<String> willing = generator.willing();
                ofPack.put("members", (long) members.size());
                ofPack.put(
                        "withoutConsent",
                        members.stream().filter(it -> !willing.contains(it)).count());
            }
            figures.put(generator.name(), ofPack);
        }
        return figures;
    }

    @Override
    public void close() {
        publisher.close();
    }
}
