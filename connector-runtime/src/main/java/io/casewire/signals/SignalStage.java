package io.casewire.signals;

import io.casewire.consent.ConsentedReading;
import io.casewire.consent.Treatment;
import io.casewire.consent.Treatments;
import io.casewire.consent.Verdict;
import io.casewire.ingest.Format;
import io.casewire.quality.CleanReading;
import io.casewire.signals.SignalDefinition.Function;
import io.casewire.signals.SignalStates.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fifth stage: brings the device's signals up to date. Denied purposes have no signals, and lose those they had. */
public final class SignalStage {
    /** Not part of any signal's id. */
    private static final char TREATED = ' ';

    /** By domain, and there by id. */
    private final Map<String, Map<String, SignalDefinition>> byDomain = new HashMap<>();
    /** Of all domains: a device may speak in several. */
    private final Set<String> ids;
    /** What each means, which takes a text to find out. */
    private final Map<SignalDefinition, Integer> meanings = new IdentityHashMap<>();
    /** What states stood under before they stood under ids: other domains' may still do. */
    private final Set<String> names;

    public SignalStage(List<SignalDefinition> definitions) {
        names = definitions.stream().map(SignalDefinition::name).collect(Collectors.toSet());
        ids = definitions.stream().map(SignalDefinition::id).collect(Collectors.toSet());
        definitions.forEach(signal -> meanings.put(signal, signal.meaning()));
        definitions.forEach(signal -> byDomain.computeIfAbsent(signal.domain(), domain -> new LinkedHashMap<>())
                .put(signal.id(), signal));
    }

    /** A reading arrived. */
    public ObservedReading apply(ConsentedReading consented, SignalStates states) {
        List<Allowed> allowed = allowed(consented, states);
        for (Allowed it : allowed) {
            update(it, consented);
        }
        return observe(consented, allowed, states);
    }

    /**
     * The clock reached the deadline of a silence.
     *
     * @param sourceActiveAt when the device's source last delivered anything: where the source itself is quiet, the
     *     device is not silent but unheard, and gets another window
     */
    public ObservedReading silence(ConsentedReading last, SignalStates states, long clock, long sourceActiveAt) {
        for (Map.Entry<String, SignalDefinition> entry : of(last.reading()).entrySet()) {
            SignalDefinition signal = entry.getValue();
            State state = states.of(key(entry.getKey(), signal, last));
            if (state.memory(signal, meaning(signal)) instanceof SilenceMemory silence && state.deadline() <= clock) {
                long window = window(signal).toMillis();
                boolean unheard = sourceActiveAt < clock - window / 2;
                silence.set(!unheard);
                state.setDeadline(unheard ? clock + window : SignalStates.NONE);
            }
        }
        return observe(last, allowed(last, states), states);
    }

    /** A signal that the reading is about and that its purpose allows. @param key of its state */
    record Allowed(SignalDefinition signal, int meaning, String key, State state) {
        Memory memory() {
            return state.memory(signal, meaning);
        }
    }

    /** What a device's reading before asked for: the same again where it is of the same format and was judged alike. */
    record Asked(SignalStage by, Format format, Map<String, Verdict> verdicts, List<Allowed> allowed) {
        private boolean isSame(SignalStage stage, ConsentedReading consented) {
            return by == stage && format == consented.reading().format() && verdicts == consented.verdicts();
        }
    }

    private List<Allowed> allowed(ConsentedReading consented, SignalStates states) {
        Asked before = states.asked();
        if (before != null && before.isSame(this, consented)) {
            return before.allowed();
        }
        List<Allowed> allowed = new ArrayList<>();
        of(consented.reading()).forEach((id, signal) -> {
            if (consented.allows(signal.purpose())) {
                String key = key(id, signal, consented);
                allowed.add(new Allowed(signal, meaning(signal), key, states.of(key)));
            }
        });
        states.remember(new Asked(this, consented.reading().format(), consented.verdicts(), allowed));
        return allowed;
    }

    private ObservedReading observe(ConsentedReading consented, List<Allowed> allowed, SignalStates states) {
        // Most of the time each state there is belongs to one of them.
        if (states.size() > allowed.size()) {
            forgetOthers(consented, allowed, states);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        long eventTime = consented.reading().eventTime().toEpochMilli();
        for (Allowed it : allowed) {
            Object value = it.memory().value(eventTime);
            // Numbers too large to add up are no value.
            if (value != null && !(value instanceof Double number && !Double.isFinite(number))) {
                values.put(it.signal.name(), value);
            }
        }
        return new ObservedReading(consented, values);
    }

    /** What is denied, was computed of values treated otherwise, or of a signal that is no more; not what is of other domains. */
    private void forgetOthers(ConsentedReading consented, List<Allowed> allowed, SignalStates states) {
        Set<String> kept = allowed.stream().map(Allowed::key).collect(Collectors.toSet());
        Set<String> own = of(consented.reading()).keySet();
        states.forget(key -> {
            String id = key.substring(0, end(key));
            boolean known = ids.contains(id) || names.contains(id);
            return !known || (own.contains(id) && !kept.contains(key));
        });
    }

    private static void update(Allowed allowed, ConsentedReading consented) {
        CleanReading reading = consented.reading();
        SignalDefinition signal = allowed.signal;
        Memory memory = allowed.memory();
        double[] values = values(signal, consented);
        if (values != null) {
            memory.add(reading.eventTime().toEpochMilli(), values, reading.late());
        }
        if (signal.function() == Function.SILENCE) {
            allowed.state.setDeadline(
                    reading.receivedAt().toEpochMilli() + window(signal).toMillis());
        }
    }

    /** What the reading adds to the signal; null for nothing, and where one of its fields is missing. A Boolean is 1 or 0. */
    private static double @Nullable [] values(SignalDefinition signal, ConsentedReading consented) {
        if (signal.of().isEmpty()) {
            return new double[] {1};
        }
        double[] values = new double[signal.of().size()];
        for (int i = 0; i < values.length; i++) {
            Object value = consented.values(signal.purpose()).get(signal.of().get(i));
            if (value instanceof Boolean bool) {
                values[i] = bool ? 1 : 0;
            } else if (value != null && signal.function() == Function.COUNT) {
                values[i] = 1;
            } else if (value instanceof Double number) {
                values[i] = number;
            } else if (signal.function().isOfTable()) {
                // Each field counts as it was said last.
                values[i] = Double.NaN;
            } else {
                return null;
            }
        }
        return values;
    }

    /**
     * What a signal's state stands under: its domain and name, and what was done to the values it was computed of. Where that changes, it
     * is computed anew: an average of what may no longer be seen would tell of it.
     */
    private static String key(String id, SignalDefinition signal, ConsentedReading consented) {
        Treatments treatments = consented.treatments(signal.purpose());
        if (treatments.isEmpty()) {
            return id;
        }
        StringBuilder key = new StringBuilder(id);
        for (String field : signal.of()) {
            Treatment treatment = treatments.of(consented.reading().format().dataClass(field));
            if (treatment != null) {
                key.append(TREATED)
                        .append(signal.of().size() == 1 ? "" : field + TREATED)
                        .append(treatment);
            }
        }
        return key.toString();
    }

    private int meaning(SignalDefinition signal) {
        return Objects.requireNonNull(meanings.get(signal), signal.name());
    }

    private static int end(String key) {
        int end = key.indexOf(TREATED);
        return end < 0 ? key.length() : end;
    }

    private Map<String, SignalDefinition> of(CleanReading reading) {
        return byDomain.getOrDefault(reading.format().domain(), Map.of());
    }

    private static Duration window(SignalDefinition signal) {
        return Objects.requireNonNull(signal.window(), signal.name()).length();
    }
}
