package io.casewire.consent;

import io.casewire.identity.Device;
import io.casewire.identity.IdentifiedReading;
import io.casewire.quality.CleanReading;
import java.util.Map;
import java.util.TreeMap;

/**
 * A reading that may be processed for at least one purpose.
 *
 * <p>A class and not a record, because a record cannot hide its constructor: only the consent stage makes one, so code
 * that skips consent does not compile.
 */
public final class ConsentedReading {
    private final IdentifiedReading identified;
    private final Map<String, Verdict> verdicts;

    ConsentedReading(IdentifiedReading identified, Map<String, Verdict> verdicts) {
        this.identified = identified;
        this.verdicts = Map.copyOf(verdicts);
    }

    /** The values; read them through {@link #allows(String)} and {@link #masks(String, String)}. */
    public CleanReading reading() {
        return identified.reading();
    }

    public Device device() {
        return identified.device();
    }

    /** By purpose, in a stable order. */
    public Map<String, Verdict> verdicts() {
        return new TreeMap<>(verdicts);
    }

    public boolean allows(String purpose) {
        Verdict verdict = verdicts.get(purpose);
        return verdict != null && verdict.allowed();
    }

    /** Whether there is any field that may not be seen for this purpose. */
    public boolean masksAny(String purpose) {
        Verdict verdict = verdicts.get(purpose);
        return verdict == null || !verdict.allowed() || !verdict.masked().isEmpty();
    }

    /** Whether a field may not be seen for this purpose. */
    public boolean masks(String purpose, String field) {
        Verdict verdict = verdicts.get(purpose);
        return verdict == null || !verdict.allowed() || verdict.masked().contains(field);
    }

    @Override
    public String toString() {
        return "ConsentedReading[" + reading().id() + "]";
    }
}
