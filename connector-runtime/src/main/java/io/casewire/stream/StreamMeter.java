package io.casewire.stream;

import io.casewire.episodes.Decision;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Truth;
import io.casewire.pipeline.Step;
import io.casewire.rules.Condition;
import io.casewire.rules.Conditions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What is counted on the way; the names stand in docs/reference/metrics.md. */
public final class StreamMeter {
    /** The age of one in so many readings is taken down: it costs as much as a rule. */
    private static final int AGED = 8;

    private static final int MOST_NOISY = 10_000;
    private static final Duration NOISY_FOR = Duration.ofMinutes(1);
    private static final int MOST_REFUSED = 100;
    private static final Duration REFUSED_FOR = Duration.ofMinutes(10);

    private final MeterRegistry registry;
    private final Counter readings;
    private final Counter writes;
    private final Timer age;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> times = new ConcurrentHashMap<>();
    /** When a device in quarantine was heard last. */
    private final Map<String, Long> noisy = new ConcurrentSkipListMap<>();

    private final Map<String, Instant> guarded = new ConcurrentHashMap<>();
    /** What mappings could not make, by when that was last. */
    private final Map<Finding, Long> refused = new ConcurrentHashMap<>();

    public StreamMeter(MeterRegistry registry) {
        this.registry = registry;
        this.readings = registry.counter("casewire.readings");
        this.writes = registry.counter("casewire.writes");
        this.age = Timer.builder("casewire.decision.age")
                .description("from the broker's append of a reading to its decision, of one in eight")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
    }

    void reading(Step step, long appendedAt, long now) {
        String device = step.noisy();
        if (device != null && (noisy.containsKey(device) || noisy.size() < MOST_NOISY)) {
            noisy.put(device, now);
        }
        refused(step, now);
        readings.increment();
        if (ThreadLocalRandom.current().nextInt(AGED) == 0) {
            age.record(Duration.ofMillis(Math.max(0, now - appendedAt)));
        }
        count(step);
    }

    void timer(Step step) {
        refused(step, System.currentTimeMillis());
        count(step);
    }

    private void refused(Step step, long now) {
        for (Finding finding : step.refused()) {
            if (refused.size() >= MOST_REFUSED && !refused.containsKey(finding)) {
                refused.values().removeIf(at -> at < now - REFUSED_FOR.toMillis());
            }
            if (refused.size() < MOST_REFUSED || refused.containsKey(finding)) {
                refused.put(finding, now);
            }
        }
    }

    void rule(String rule, long nanos) {
        times.computeIfAbsent(rule, it -> Timer.builder("casewire.rules.time")
                        .description("what a rule takes for a reading, of one in 257")
                        .tag("rule", it)
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Rules that are stopped because they decided on more than they say; as they are known at a start, too. */
    void guarded(Map<String, Instant> rules) {
        rules.forEach((rule, until) -> guarded.merge(rule, until, (a, b) -> a.isAfter(b) ? a : b));
    }

    /** Rules that are stopped in some partition, devices that are in quarantine, and what mappings lately could not make. */
    public List<Finding> findings() {
        Instant now = Instant.now();
        noisy.values().removeIf(at -> at < now.minus(NOISY_FOR).toEpochMilli());
        refused.values().removeIf(at -> at < now.minus(REFUSED_FOR).toEpochMilli());
        List<Finding> findings = new ArrayList<>(stopped(now));
        refused.keySet().stream()
                .sorted(Comparator.comparing(Finding::code)
                        .thenComparing(Finding::where)
                        .thenComparing(Finding::what))
                .forEach(findings::add);
        List<String> devices = List.copyOf(noisy.keySet());
        if (!devices.isEmpty()) {
            findings.add(new Finding(
                    FindingCode.QUALITY_NOISY,
                    "device '" + devices.get(0) + "'",
                    devices.size() == 1
                            ? "its readings are dropped."
                            : "its readings, and those of " + (devices.size() - 1) + " others, are dropped."));
        }
        return findings;
    }

    private List<Finding> stopped(Instant now) {
        return guarded.entrySet().stream()
                .filter(it -> it.getValue().isAfter(now))
                .map(it -> new Finding(
                        FindingCode.RULE_AMPLIFIES,
                        "rule '" + it.getKey() + "'",
                        "it is stopped until " + it.getValue().truncatedTo(ChronoUnit.SECONDS)
                                + " where it decided on more than its @maxShare."))
                .toList();
    }

    private void count(Step step) {
        if (!step.guarded().isEmpty()) {
            step.guarded().keySet().forEach(rule -> counter("casewire.rules.stopped", "condition", rule));
            guarded(step.guarded());
        }
        for (Step.Ended ended : step.ended()) {
            counter("casewire.stage", "stage", ended.stage().label(), "outcome", ended.outcome(), "code", ended.code());
        }
        Conditions conditions = step.conditions();
        for (Condition condition : conditions == null ? List.<Condition>of() : conditions.all()) {
            if (condition.truth() == Truth.TRUE) {
                counter("casewire.rules.held", "condition", condition.rule().name());
            }
        }
        for (Decision decision : step.decisions()) {
            counter(
                    "casewire.decisions",
                    "transition",
                    decision.transition().label(),
                    "condition",
                    decision.rule().name());
        }
        if (!step.writes().isEmpty()) {
            writes.increment(step.writes().size());
        }
    }

    private void counter(String name, String... tags) {
        counters.computeIfAbsent(name + String.join("|", tags), key -> registry.counter(name, tags))
                .increment();
    }
}
