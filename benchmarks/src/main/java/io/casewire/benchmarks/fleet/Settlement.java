package io.casewire.benchmarks.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The end of a run: waits until everything is accounted for, or as long as it may, and then judges.
 *
 * <p>When all is well it waits {@link #CALM} more and looks once again: a duplicate comes after what it repeats.
 */
final class Settlement {
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final Duration CATCH_UP = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 250;

    private final KafkaWitness witness;
    private final Sightings sightings;
    private final DecidedOffsets decided;
    private final OrgCases cases;

    Settlement(KafkaWitness witness, Sightings sightings, DecidedOffsets decided, OrgCases cases) {
        this.witness = witness;
        this.sightings = sightings;
        this.decided = decided;
        this.cases = cases;
    }

    /** @param judge makes a verdict of the count of undecided readings and the Cases */
    Verdict await(Duration patience, BiFunction<Long, List<CaseSeen>, Verdict> judge)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            if (sightings.allAccountedFor()
                    && allDecided()
                    && judge.apply(0L, seen()).missing().isEmpty()) {
                Thread.sleep(CALM.toMillis());
                break;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        catchUp();
        return judge.apply(undecided(), seen());
    }

    private boolean allDecided() throws InterruptedException {
        Map<Integer, Long> committed = decided.committed();
        return sightings.lastOffsets().entrySet().stream()
                .allMatch(last -> committed.getOrDefault(last.getKey(), 0L) > last.getValue());
    }

    private long undecided() throws InterruptedException {
        Map<Integer, Long> committed = decided.committed();
        long undecided = 0;
        for (Map.Entry<Integer, Long> last : sightings.lastOffsets().entrySet()) {
            long from = committed.getOrDefault(last.getKey(), 0L);
            if (from <= last.getValue()) {
                undecided += witness.countOurs(last.getKey(), from, last.getValue());
            }
        }
        return undecided;
    }

    /** Nothing may count as lost only because it was not read yet. */
    private void catchUp() throws InterruptedException {
        long giveUp = System.nanoTime() + CATCH_UP.toNanos();
        while (witness.behind() > 0 && System.nanoTime() < giveUp) {
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private List<CaseSeen> seen() throws IOException, InterruptedException {
        List<CaseSeen> seen = new ArrayList<>();
        for (OrgCases.Row row : cases.refresh()) {
            EpisodeKey key = EpisodeKey.parse(row.key());
            seen.add(new CaseSeen(row.key(), key, row.createdAt(), key == null ? CaseSeen.NOWHERE : opener(key)));
        }
        return seen;
    }

    private int opener(EpisodeKey key) {
        if (!key.topic().equals(witness.readingsTopic())) {
            return CaseSeen.NOWHERE;
        }
        int faulty = sightings.faultyAt(key.partition(), key.offset());
        if (faulty >= 0) {
            return faulty;
        }
        return witness.beforeStart(key.partition(), key.offset())
                ? CaseSeen.FOREIGN
                : witness.openerAt(key.partition(), key.offset());
    }
}
