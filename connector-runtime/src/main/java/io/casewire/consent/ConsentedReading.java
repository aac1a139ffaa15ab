package io.casewire.consent;

import io.casewire.identity.Device;
import io.casewire.identity.IdentifiedReading;
import io.casewire.quality.CleanReading;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reading that may be processed for at least one purpose.
 *
 * <p>A class and not a record, because a record cannot hide its constructor: only the consent stage makes one, so code
 * that skips consent does not compile.
 */
public final class ConsentedReading {
    private final IdentifiedReading identified;
    private final Map<String, Verdict> verdicts;
    private final Pseudonyms pseudonyms;
    /** By purpose: what it sees is asked for once for every field a rule reads. */
    private final Map<String, Map<String, Object>> seen = new HashMap<>();

    /** @param verdicts which do not change any more */
    ConsentedReading(IdentifiedReading identified, Map<String, Verdict> verdicts, Pseudonyms pseudonyms) {
        this.identified = identified;
        this.verdicts = verdicts;
        this.pseudonyms = pseudonyms;
    }

    /** The reading as it came; what a purpose may see of it are its {@link #values(String)}. */
    public CleanReading reading() {
        return identified.reading();
    }

    public Device device() {
        return identified.device();
    }

    /** By purpose, in a stable order; often the same map as for the reading before. */
    public Map<String, Verdict> verdicts() {
        return verdicts;
    }

    public boolean allows(String purpose) {
        Verdict verdict = verdicts.get(purpose);
        return verdict != null && verdict.allowed();
    }

    /** The values as a purpose may see them; none when it may see nothing. */
    public Map<String, Object> values(String purpose) {
        Map<String, Object> values = seen.get(purpose);
        if (values == null) {
            values = see(purpose);
            seen.put(purpose, values);
        }
        return values;
    }

    private Map<String, Object> see(String purpose) {
        if (!allows(purpose)) {
            return Map.of();
        }
        Treatments treatments = treatments(purpose);
        return treatments.concern(reading().format())
                ? new TreatedValues(treatments, pseudonyms, purpose).of(reading())
                : reading().values();
    }

    /** A time of this reading, or of what comes of it, as a purpose may see it; null when it may not. */
    public @Nullable Instant time(String purpose, Instant time) {
        return allows(purpose) ? TreatedValues.time(time, treatments(purpose)) : null;
    }

    /** What was done to the values before a purpose saw them. */
    public Treatments treatments(String purpose) {
        Verdict verdict = verdicts.get(purpose);
        return verdict == null ? Treatments.NONE : verdict.treatments();
    }

    @Override
    public String toString() {
        return "ConsentedReading[" + reading().id() + "]";
    }
}
