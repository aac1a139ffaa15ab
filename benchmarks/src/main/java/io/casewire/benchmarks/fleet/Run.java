package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.machine.Devices;
import io.casewire.benchmarks.machine.Payload;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One run: publish on schedule, then find out what became of it. */
final class Run implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ACK_PATIENCE = Duration.ofSeconds(15);

    private final RunOptions options;
    private final OrgClient org;
    private final Payload payload;
    private final Sightings sightings;
    private final KafkaWitness witness;
    private final MqttPublisher publisher;
    private final List<Episode> episodes = new ArrayList<>();
    private final AtomicInteger published = new AtomicInteger();

    Run(RunOptions options, OrgClient org) {
        String name = UUID.randomUUID().toString().substring(0, 8);
        this.options = options;
        this.org = org;
        this.payload = new Payload(name);
        this.sightings = new Sightings(options.devices);
        this.witness = new KafkaWitness(options.kafka, options.topicPrefix, payload, sightings);
        this.publisher = new MqttPublisher(options.mqtt, "fleet-" + name, options.inFlight, sightings::acked);
    }

    Verdict run(Lines lines) throws IOException, InterruptedException {
        publisher.connect(CONNECT_PATIENCE);
        // A margin, because the clock of an org need not be this one to the millisecond.
        OrgCases cases = new OrgCases(org, options.devices, Instant.now().minusSeconds(1));
        BitSet optedOut = cases.optedOut();
        Instant start =
                Instant.now().plus(RunOptions.seconds(options.startDelay)).truncatedTo(ChronoUnit.MILLIS);
        Schedule schedule = new Schedule(
                new Schedule.Fleet(options.devices, options.seed, options.episodesPerMinute, options.severeShare),
                options.pace(),
                start);
        cases.restAfterEarlierRuns(schedule, start);
        ScheduledExecutorService progress = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "progress");
            thread.setDaemon(true);
            return thread;
        });
        if (!options.quiet) {
            progress.scheduleAtFixedRate(new Progress(lines, start), 1, 1, TimeUnit.SECONDS);
        }
        publish(schedule, start);
        publisher.awaitAcks(ACK_PATIENCE);
        progress.shutdownNow();
        Verdict verdict = settle(cases, optedOut, start);
        lines.result(published.get(), publisher.refused(), sightings.again(), verdict);
        return verdict;
    }

    @Override
    public void close() {
        publisher.close();
        witness.close();
    }

    private void publish(Schedule schedule, Instant start) throws InterruptedException {
        Duration publishFor = options.publishFor();
        Instant end = publishFor == null ? Instant.MAX : start.plus(publishFor);
        while (schedule.nextAt().isBefore(end)) {
            long early = Instant.now().until(schedule.nextAt(), ChronoUnit.NANOS);
            if (Stop.wantedWithin(early)) {
                return;
            }
            Reading reading = schedule.next();
            if (reading.opens() != null) {
                episodes.add(reading.opens());
            }
            if (reading.faulty()) {
                sightings.faulty(reading.seq());
            }
            publisher.publish(
                    reading.seq(),
                    "devices/" + Devices.id(reading.device()) + "/telemetry",
                    payload.encode(reading.seq(), reading.at(), reading.measurement()));
            published.incrementAndGet();
        }
    }

    private Verdict settle(OrgCases cases, BitSet optedOut, Instant start) throws IOException, InterruptedException {
        Instant latencyFrom = start.plus(RunOptions.seconds(options.warmUp));
        try (DecidedOffsets decided = new DecidedOffsets(options.kafka, options.group, witness.readingsTopic())) {
            BitSet objected = cases.optedOut();
            objected.andNot(optedOut);
            Settlement settlement = new Settlement(witness, sightings, decided, cases);
            return settlement.await(
                    RunOptions.seconds(options.patience),
                    (undecided, seen) -> Verdict.of(new Evidence(
                            sightings.ackedSet(),
                            sightings.foundSet(),
                            sightings.lateSet(),
                            sightings.deadLetteredSet(),
                            undecided,
                            optedOut,
                            objected,
                            episodes,
                            seen,
                            options.devices,
                            latencyFrom)));
        }
    }

    /** Prints one line a second. */
    private final class Progress implements Runnable {
        private final Lines lines;
        private final Instant start;
        private int before;

        Progress(Lines lines, Instant start) {
            this.lines = lines;
            this.start = start;
        }

        @Override
        public void run() {
            int acked = sightings.ackedCount();
            long t = Math.max(0, Math.round(start.until(Instant.now(), ChronoUnit.MILLIS) / 1000.0));
            lines.progress(t, published.get(), acked, acked - before);
            before = acked;
        }
    }
}
