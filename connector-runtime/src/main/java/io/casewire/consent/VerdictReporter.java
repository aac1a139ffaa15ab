package io.casewire.consent;

import io.casewire.drl.Reporter;
import io.casewire.model.DataClass;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a policy may say: allow, deny, or what is to be done to a data class; {@code verdicts} in a policy file. */
public final class VerdictReporter implements Reporter {
    /** In the order of the alphabet: which rule fires first is nobody's concern. */
    private final Set<String> allowed = new TreeSet<>();

    private final Set<String> denied = new TreeSet<>();
    private Treatments treatments = Treatments.NONE;
    private final Map<DataClass, Set<String>> why = new EnumMap<>(DataClass.class);

    private final Set<String> fired = new TreeSet<>();

    void start() {
        fired.clear();
        why.clear();
        allowed.clear();
        denied.clear();
        treatments = Treatments.NONE;
    }

    /** A denial beats everything; what nobody allows is denied too, whatever would be done to it. */
    Verdict verdict(String purpose) {
        if (!denied.isEmpty()) {
            return Verdict.deny(purpose, String.join("; ", denied));
        }
        return allowed.isEmpty()
                ? Verdict.deny(purpose, "no policy allows it")
                : new Verdict(purpose, true, String.join("; ", allowed), treatments, why());
    }

    private Map<DataClass, String> why() {
        Map<DataClass, String> joined = new EnumMap<>(DataClass.class);
        why.forEach((dataClass, reasons) -> joined.put(dataClass, String.join("; ", reasons)));
        return joined;
    }

    @Override
    public void about(String rule, List<Object> facts) {
        fired.add(rule);
    }

    /** The rules that had a say. */
    Set<String> fired() {
        return fired;
    }

    public void allow(String reason) {
        allowed.add(reason);
    }

    public void deny(String reason) {
        denied.add(reason);
    }

    public void mask(String dataClass, String reason) {
        treat(dataClass, Treatment.MASK, reason);
    }

    public void pseudonymise(String dataClass, String reason) {
        treat(dataClass, Treatment.PSEUDONYMISE, reason);
    }

    /** @param grain as {@link Treatment#coarsen} takes it */
    public void coarsen(String dataClass, String grain, String reason) {
        treat(dataClass, Treatment.coarsen(grain), reason);
    }

    private void treat(String label, Treatment treatment, String reason) {
        DataClass dataClass = DataClass.of(label);
        treatments = treatments.and(Treatments.of(dataClass, treatment));
        why.computeIfAbsent(dataClass, it -> new TreeSet<>()).add(reason);
    }
}
