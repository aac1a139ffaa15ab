package io.casewire.benchmarks.generator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A fault that has to be found: one Case.
 *
 * @param mayOpen rules that may find it too
 */
public record Injected(String device, String condition, Set<String> mayOpen, Instant from, Instant to) {

    /** Those that overlap, or follow each other within a while, are one: a Case goes on. */
    static List<Injected> together(List<Injected> faults, Duration grace) {
        List<Injected> sorted = new ArrayList<>(faults);
        sorted.sort(Comparator.comparing(Injected::device)
                .thenComparing(Injected::condition)
                .thenComparing(Injected::from));
        List<Injected> together = new ArrayList<>();
        for (Injected fault : sorted) {
            Injected last = together.isEmpty() ? null : together.get(together.size() - 1);
            boolean goesOn = last != null
                    && last.device.equals(fault.device)
                    && last.condition.equals(fault.condition)
                    && !fault.from.isAfter(last.to.plus(grace));
            if (last != null && goesOn) {
                together.set(together.size() - 1, last.and(fault));
            } else {
                together.add(fault);
            }
        }
        return together;
    }

    private Injected and(Injected other) {
        Set<String> both = new TreeSet<>(mayOpen);
        both.addAll(other.mayOpen);
        return new Injected(device, condition, both, from, other.to.isAfter(to) ? other.to : to);
    }

    boolean isAround(Instant opened, Duration grace) {
        return !opened.isBefore(from) && !opened.isAfter(to.plus(grace));
    }
}
