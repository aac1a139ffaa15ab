package io.casewire.trial;

import io.casewire.delivery.OutboxSettings;
import io.casewire.episodes.Decision;
import io.casewire.episodes.EpisodeKey;
import io.casewire.episodes.Transition;
import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import io.casewire.pipeline.Explanation;
import io.casewire.pipeline.Step;
import io.casewire.stream.Json;
import io.casewire.stream.Rerun;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What content made of readings. Of several partitions, {@link #of} makes one. */
public final class Decided implements Rerun.Outcome {
    private final Map<String, DecidedCase> cases = new LinkedHashMap<>();
    private final Map<String, Long> writes = new TreeMap<>();
    private final SortedMap<String, LongSummaryStatistics> state = new TreeMap<>();
    private final WantedRecords wanted = new WantedRecords();
    private final List<WantedRecords> wantedOfParts = new ArrayList<>(List.of(wanted));
    private final MessageDigest digest = sha256();
    private long readings;
    private long commands;
    private long deadLetters;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /** All of them as one; their order decides the digest. */
    public static Decided of(List<Decided> parts) {
        Decided all = new Decided();
        for (Decided part : parts) {
            all.cases.putAll(part.cases);
            part.writes.forEach((mapping, count) -> all.writes.merge(mapping, count, Long::sum));
            part.state.forEach((signal, sizes) -> all.sizes(signal).combine(sizes));
            all.wantedOfParts.addAll(part.wantedOfParts);
            all.digest.update(part.digest.digest());
            all.readings += part.readings;
            all.commands += part.commands;
            all.deadLetters += part.deadLetters;
            all.first = Math.min(all.first, part.first);
            all.last = Math.max(all.last, part.last);
        }
        return all;
    }

    @Override
    public void reading(long at) {
        readings++;
        first = Math.min(first, at);
        last = Math.max(last, at);
    }

    @Override
    public void happened(Step step, long at) {
        step.decisions().forEach(this::take);
        for (Write write : step.writes()) {
            writes.merge(write.mapping(), 1L, Long::sum);
            wanted.add(write);
            digest.update(Json.bytes(write));
        }
        for (Explanation explanation : step.explanations()) {
            digest.update(Json.bytes(explanation));
            explanation.decisions().stream()
                    .filter(it -> EpisodeKey.isOfMass(it.episode()))
                    .forEach(it -> takeMass(it, Instant.ofEpochMilli(at)));
        }
        commands += step.commands().size();
        deadLetters += step.deadLetters().size();
    }

    @Override
    public void remembers(String signal, long bytes) {
        sizes(signal).accept(bytes);
    }

    private LongSummaryStatistics sizes(String signal) {
        return state.computeIfAbsent(signal, it -> new LongSummaryStatistics());
    }

    /** By signal: how many bytes a device's share of it takes where it is kept, of some devices. */
    public SortedMap<String, LongSummaryStatistics> state() {
        return state;
    }

    private void take(Decision decision) {
        DecidedCase known = cases.get(decision.episode());
        Severity severity = decision.severity();
        cases.put(
                decision.episode(),
                new DecidedCase(
                        decision.episode(),
                        decision.rule().name(),
                        known != null && severity.compareTo(known.severity()) <= 0 ? known.severity() : severity,
                        known == null ? decision.at() : known.opened(),
                        decision.transition() == Transition.CLEARED ? decision.at() : null,
                        decision.revision()));
    }

    /** What befell many at once is one Case, and may be told by several partitions. */
    private void takeMass(Explanation.Decided mass, Instant at) {
        DecidedCase known = cases.get(mass.episode());
        boolean over = mass.transition().equals(Transition.CLEARED.label());
        cases.put(
                mass.episode(),
                new DecidedCase(
                        mass.episode(),
                        mass.condition(),
                        Severity.of(mass.severity()),
                        known == null ? at : known.opened(),
                        over ? at : null,
                        known == null ? 1 : known.revisions() + 1));
    }

    /** Episodes, those of many at once too; a Case each where a mapping makes one. */
    public Collection<DecidedCase> cases() {
        return cases.values();
    }

    /** How many there are of each severity. */
    public Map<Severity, Long> casesBySeverity() {
        Map<Severity, Long> counted = new TreeMap<>();
        cases.values().forEach(it -> counted.merge(it.severity(), 1L, Long::sum));
        return counted;
    }

    /** How many records each mapping wanted. */
    public Map<String, Long> writes() {
        return writes;
    }

    public long wanted() {
        return writes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many API calls it would take to deliver them, each in its time, from an org that refuses none. */
    public long apiCalls(OutboxSettings settings) {
        return WantedRecords.calls(wantedOfParts, settings);
    }

    public long readings() {
        return readings;
    }

    public long commands() {
        return commands;
    }

    public long deadLetters() {
        return deadLetters;
    }

    /** When the first reading arrived, and the last; both the epoch when there was none. */
    public Instant first() {
        return Instant.ofEpochMilli(readings == 0 ? 0 : first);
    }

    public Instant last() {
        return Instant.ofEpochMilli(readings == 0 ? 0 : last);
    }

    /** The same when the same was decided, byte for byte; once. */
    public String digest() {
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
