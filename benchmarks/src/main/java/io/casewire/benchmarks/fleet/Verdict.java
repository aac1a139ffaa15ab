package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.machine.Devices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run's readings and episodes.
 *
 * <p>Only acknowledged readings count: what was never acknowledged may be there or not, and so may its Case.
 *
 * <ul>
 *   <li>{@code found}: acknowledged readings in the readings topic. Those whose offset the deciding group committed are
 *       decided, the others {@code undecided}.
 *   <li>{@code deadLetters}: acknowledged readings in the dead-letters topic.
 *   <li>{@code drops}: acknowledged readings of opted-out devices. Refusing them is right, a Case from one is not.
 *   <li>{@code lost}: acknowledged readings in neither topic + undecided readings + episodes without a Case.
 *   <li>{@code duplicates}: Cases beyond one per episode, namely a second one of the same episode, one that no faulty
 *       reading opened, one of an opted-out device, or one whose key points at no reading.
 *   <li>{@code lateEpisodes}: episodes of which nothing came before a later reading of the same machine, as when one of two
 *       replicas stood still with it: what is late opens nothing, so they are due no Case.
 *   <li>A Case that another publisher's reading opened is neither; the same condition of the same device is then excused,
 *       because ours continues that episode.
 * </ul>
 *
 * @param missing episodes that are due a Case and have none
 * @param unexpected keys of the duplicates
 * @param latency publish to Case: creation of the Case minus the scheduled time of the first violating reading
 * @param severe likewise, of the most severe condition only
 */
record Verdict(
        long acked,
        long found,
        long deadLetters,
        long drops,
        long undecided,
        int expectedCases,
        int lateEpisodes,
        int cases,
        int foreignCases,
        List<Episode> missing,
        List<String> unexpected,
        long lost,
        Latencies latency,
        Latencies severe) {

    static Verdict of(Evidence evidence) {
        BitSet gone = (BitSet) evidence.acked().clone();
        gone.andNot(evidence.found());
        gone.andNot(evidence.deadLettered());
        CaseBook book = new CaseBook(evidence);
        evidence.cases().forEach(book::enter);
        List<Episode> missing = book.missing();
        return new Verdict(
                evidence.acked().cardinality(),
                both(evidence.acked(), evidence.found()),
                both(evidence.acked(), evidence.deadLettered()),
                drops(evidence),
                evidence.undecided(),
                book.due().size(),
                book.late(),
                book.cases.size(),
                book.foreign,
                missing,
                Collections.unmodifiableList(book.unexpected),
                gone.cardinality() + evidence.undecided() + missing.size(),
                Latencies.of(book.latencies),
                Latencies.of(book.severe));
    }

    int duplicates() {
        return unexpected.size();
    }

    /** Nothing lost, nothing twice. */
    boolean clean() {
        return lost == 0 && unexpected.isEmpty();
    }

    private static long both(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both.cardinality();
    }

    private static long drops(Evidence evidence) {
        return evidence.acked().stream()
                .filter(seq -> evidence.optedOut().get(seq % evidence.devices() + 1))
                .count();
    }

    /** Gives each Case to its episode. */
    private static final class CaseBook {
        private final Evidence evidence;
        private final Map<String, List<Episode>> episodes = new HashMap<>();
        private final Set<Episode> cases = new HashSet<>();
        private final Set<String> excused = new LinkedHashSet<>();
        private final List<String> unexpected = new ArrayList<>();
        private final List<Long> latencies = new ArrayList<>();
        private final List<Long> severe = new ArrayList<>();
        private int foreign;

        CaseBook(Evidence evidence) {
            this.evidence = evidence;
            for (Episode episode : evidence.episodes()) {
                if (!evidence.optedOut().get(episode.device())
                        && !evidence.objected().get(episode.device())) {
                    episodes.computeIfAbsent(subject(episode), subject -> new ArrayList<>())
                            .add(episode);
                }
            }
        }

        void enter(CaseSeen seen) {
            EpisodeKey key = seen.key();
            if (key != null && seen.opener() == CaseSeen.FOREIGN) {
                foreign++;
                excused.add(key.subject());
                return;
            }
            if (key != null && evidence.objected().get(Devices.number(key.device(), evidence.devices()))) {
                return;
            }
            Episode episode = key == null ? null : episodeOf(key, seen.opener());
            if (episode == null || !cases.add(episode)) {
                unexpected.add(seen.text());
            } else if (!episode.scheduledAt().isBefore(evidence.latencyFrom())) {
                long millis = Duration.between(episode.scheduledAt(), seen.createdAt())
                        .toMillis();
                latencies.add(millis);
                if (episode.condition() == Schedule.SEVERE) {
                    severe.add(millis);
                }
            }
        }

        private @Nullable Episode episodeOf(EpisodeKey key, int opener) {
            return episodes.getOrDefault(key.subject(), List.of()).stream()
                    .filter(episode -> episode.contains(opener))
                    .findFirst()
                    .orElse(null);
        }

        /** Episodes that a Case is due for. */
        List<Episode> due() {
            return acknowledged()
                    .filter(episode ->
                            cases.contains(episode) || !(excused.contains(subject(episode)) || isLate(episode)))
                    .toList();
        }

        int late() {
            return (int) acknowledged()
                    .filter(episode -> !cases.contains(episode) && isLate(episode))
                    .count();
        }

        private Stream<Episode> acknowledged() {
            return episodes.values().stream().flatMap(List::stream).filter(episode -> evidence.acked()
                    .get(episode.firstSeq()));
        }

        private boolean isLate(Episode episode) {
            BitSet readings = new BitSet();
            episode.readings(evidence.devices()).forEach(readings::set);
            readings.and(evidence.found());
            boolean came = !readings.isEmpty();
            readings.andNot(evidence.late());
            return came && readings.isEmpty();
        }

        List<Episode> missing() {
            return due().stream().filter(episode -> !cases.contains(episode)).toList();
        }

        private static String subject(Episode episode) {
            return Devices.id(episode.device()) + "|" + episode.condition().label();
        }
    }
}
