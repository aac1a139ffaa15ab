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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fifth stage: brings the device's signals up to date. Denied purposes have no signals, and lose those they had. */
public final class SignalStage {
    /** Not part of any signal's name. */
    private static final char TREATED = ' ';

    private final Map<String, List<SignalDefinition>> byDomain;
    /** Of all domains: a device may speak in several. */
    private final Set<String> names;

    public SignalStage(List<SignalDefinition> definitions) {
        names = definitions.stream().map(SignalDefinition::name).collect(Collectors.toSet());
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
            if (state.memory(signal) instanceof SilenceMemory silence && state.deadline <= clock) {
                long window = window(signal).toMillis();
                boolean unheard = sourceActiveAt < clock - window / 2;
                silence.set(!unheard);
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
            String name = key.substring(0, end(key));
            String now = allowed.get(name);
            return !names.contains(name) || (now != null && !now.equals(key));
        });
        for (SignalDefinition signal : signals) {
            if (consented.allows(signal.purpose())) {
                Memory memory = states.of(key(signal, consented)).memory(signal);
                Object value = memory.value(consented.reading().eventTime().toEpochMilli());
                // Numbers too large to add up are no value.
                if (value != null && !(value instanceof Double number && !Double.isFinite(number))) {
                    values.put(signal.name(), value);
                }
            }
        }
        states.recomputeDeadline();
        return new ObservedReading(consented, values);
    }

    private static void update(SignalDefinition signal, State state, CleanReading reading, ConsentedReading consented) {
        Memory memory = state.memory(signal);
        Double value = value(signal, consented);
        if (value != null) {
            memory.add(reading.eventTime().toEpochMilli(), value, reading.late());
        }
        if (signal.function() == Function.SILENCE) {
            state.deadline =
                    reading.receivedAt().toEpochMilli() + window(signal).toMillis();
        }
    }

    /** What the reading adds to the signal; null for nothing. A Boolean is 1 or 0. */
    private static @Nullable Double value(SignalDefinition signal, ConsentedReading consented) {
        Object value = signal.of() == null
                ? Boolean.TRUE
                : consented.values(signal.purpose()).get(signal.of());
        if (signal.function() == Function.COUNT) {
            return value == null ? null : Boolean.FALSE.equals(value) ? (Double) 0.0 : (Double) 1.0;
        } else if (value instanceof Boolean bool) {
            return bool ? 1.0 : 0.0;
        }
        return value instanceof Double number ? number : null;
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
        return Objects.requireNonNull(signal.window(), signal.name()).length();
    }
}
