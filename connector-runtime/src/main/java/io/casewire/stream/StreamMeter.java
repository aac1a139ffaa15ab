package io.casewire.stream;

import io.casewire.episodes.Decision;
import io.casewire.pipeline.Step;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted on the way; the names stand in docs/reference/metrics.md. */
public final class StreamMeter {
    private final MeterRegistry registry;
    private final Counter readings;
    private final Counter writes;
    private final Timer age;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    public StreamMeter(MeterRegistry registry) {
        this.registry = registry;
        this.readings = registry.counter("casewire.readings");
        this.writes = registry.counter("casewire.writes");
        this.age = Timer.builder("casewire.decision.age")
                .description("from the broker's append of a reading to its decision")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
    }

    void reading(Step step, long appendedAt, long now) {
        readings.increment();
        age.record(Duration.ofMillis(Math.max(0, now - appendedAt)));
        count(step);
    }

    void timer(Step step) {
        count(step);
    }

    private void count(Step step) {
        for (Step.Ended ended : step.ended()) {
            counter("casewire.stage", "stage", ended.stage().label(), "outcome", ended.outcome(), "code", ended.code());
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
