package io.casewire.signals;

import io.casewire.consent.ConsentedReading;
import io.casewire.consent.Treatment;
import io.casewire.consent.Treatments;
import io.casewire.quality.CleanReading;
import io.casewire.signals.SignalDefinition.Function;
import io.casewire.signals.SignalStates.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Fifth stage: brings the device's signals up to date. Denied purposes have no signals, and lose those they had. */
public final class SignalStage {
    /** Not part of any signal's name. */
    private static final char TREATED = ' ';

    private final Map<String, List<SignalDefinition>> byDomain;

    public SignalStage(List<SignalDefinition> definitions) {
        byDomain = definitions.stream().collect(Collectors.groupingBy(SignalDefinition::domain));
    }

    /** A reading arrived. */
    public ObservedReading apply(ConsentedReading consented, SignalStates states) {
        CleanReading reading = consented.reading();
        for (SignalDefinition signal : of(reading)) {
            if (consented.allows(signal.purpose())) {
                update(signal, states.of(key(signal, consented)), reading, consented);
            }
        }
        return observe(consented, states);
    }

    /**
     * The clock reached the deadline of a silence.
     *
     * @param sourceActiveAt when the device's source last delivered anything: where the source itself is quiet, the
     *     device is not silent but unheard, and gets another window
     */
    public ObservedReading silence(ConsentedReading last, SignalStates states, long clock, long sourceActiveAt) {
        for (SignalDefinition signal : of(last.reading())) {
            State state = states.of(key(signal, last));
            if (signal.function() == Function.SILENCE && state.deadline <= clock) {
                long window = window(signal).toMillis();
                boolean unheard = sourceActiveAt < clock - window / 2;
                state.silent = !unheard;
                state.deadline = unheard ? clock + window : SignalStates.NONE;
            }
        }
        return observe(last, states);
    }

    private ObservedReading observe(ConsentedReading consented, SignalStates states) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<SignalDefinition> signals = of(consented.reading());
        Map<String, String> allowed = new HashMap<>();
        for (SignalDefinition signal : signals) {
            allowed.put(signal.name(), consented.allows(signal.purpose()) ? key(signal, consented) : "");
        }
        states.forget(key -> {
            String now = allowed.get(key.substring(0, end(key)));
            return now != null && !now.equals(key);
        });
        for (SignalDefinition signal : signals) {
            if (consented.allows(signal.purpose())) {
                put(values, signal, states.of(key(signal, consented)), consented.reading());
            }
        }
        states.recomputeDeadline();
        return new ObservedReading(consented, values);
    }

    private static void update(SignalDefinition signal, State state, CleanReading reading, ConsentedReading consented) {
        if (signal.function() == Function.SILENCE) {
            state.silent = false;
            state.deadline =
                    reading.receivedAt().toEpochMilli() + window(signal).toMillis();
            return;
        }
        String field = Objects.requireNonNull(signal.of());
        if (!(consented.values(signal.purpose()).get(field) instanceof Double value)) {
            return;
        }
        if (signal.function() == Function.AVERAGE) {
            Panes panes = state.panes == null ? new Panes() : state.panes;
            state.panes = panes;
            panes.add(reading.eventTime().toEpochMilli(), value, window(signal).toMillis());
        } else if (!reading.late()) {
            state.before = state.last;
            state.last = value;
        }
    }

    private static void put(Map<String, Object> values, SignalDefinition signal, State state, CleanReading reading) {
        switch (signal.function()) {
            case LAST -> putNumber(values, signal.name(), state.last);
            case CHANGE -> putNumber(values, signal.name(), state.last - state.before);
            case AVERAGE -> {
                Double mean = state.panes == null
                        ? null
                        : state.panes.mean(
                                reading.eventTime().toEpochMilli(),
                                window(signal).toMillis());
                putNumber(values, signal.name(), mean == null ? Double.NaN : mean);
            }
            case SILENCE -> values.put(signal.name(), state.silent);
        }
    }

    private static void putNumber(Map<String, Object> values, String name, double value) {
        if (!Double.isNaN(value)) {
            values.put(name, value);
        }
    }

    /**
     * What a signal's state stands under: its name, and what was done to the values it was computed of. Where that changes, it
     * is computed anew: an average of what may no longer be seen would tell of it.
     */
    private static String key(SignalDefinition signal, ConsentedReading consented) {
        Treatments treatments = consented.treatments(signal.purpose());
        Treatment treatment = treatments.isEmpty() || signal.of() == null
                ? null
                : treatments.of(consented.reading().format().dataClass(signal.of()));
        return treatment == null ? signal.name() : signal.name() + TREATED + treatment;
    }

    private static int end(String key) {
        int end = key.indexOf(TREATED);
        return end < 0 ? key.length() : end;
    }

    private List<SignalDefinition> of(CleanReading reading) {
        return byDomain.getOrDefault(reading.format().domain(), List.of());
    }

    private static Duration window(SignalDefinition signal) {
        return Objects.requireNonNull(signal.window(), signal.name());
    }
}
