package io.casewire.mapping;

import io.casewire.episodes.Transition;
import io.casewire.model.SourceFile;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a decision or a reading becomes one record, event or run of a flow, as a file under {@code mappings/} declares it.
 *
 * @param domains the domains it takes from; empty for all
 * @param on the transitions it answers to; empty for a mapping from readings
 * @param when gives whether anything is written at all; null for always
 * @param purpose the purpose of a reading mapping; null where the decision's rule says it
 * @param key gives the key of a write
 * @param lane gives what its writes must not race with: the parent record; null for the record itself
 * @param after gives the key of the write of another mapping that has to be in the org first, or null
 * @param insteadOf gives the key of the write of another mapping that it stands in for while the org blocks that one
 * @param takeOver gives the id of a record that people made, to become the one that is wanted; or null
 * @param atMost how often the record may be written, or null for no limit
 * @param onChange for reading mappings: only when a mapped value changed
 */
public record Mapping(
        String name,
        SourceFile file,
        Source source,
        Set<String> domains,
        Set<Transition> on,
        @Nullable Expression when,
        @Nullable String purpose,
        Target target,
        Expression key,
        @Nullable Expression lane,
        @Nullable Other after,
        @Nullable Other insteadOf,
        @Nullable Expression takeOver,
        @Nullable AtMost atMost,
        boolean onChange,
        List<FieldMapping> fields) {

    /** The API name of what is written. */
    public String object() {
        return target.name();
    }

    /** What it starts from. */
    public enum Source {
        DECISION,
        READING,
        /** That many devices met a condition at once. */
        MASS
    }

    /** When a field is written. */
    public enum WriteMode {
        /** Only when the record is created. */
        CREATE,
        ALWAYS,
        /** Only while the org still holds what was written last: a person's change stays. */
        IF_UNCHANGED
    }

    /** What happens when an expression gives nothing. */
    public enum WhenMissing {
        SKIP,
        NULL,
        REJECT
    }

    /** A write of another mapping. */
    public record Other(String mapping, Expression key) {}

    /** At most so many writes of one record in any such span. */
    public record AtMost(int writes, Duration per) {}

    /**
     * One field.
     *
     * @param target a field's API name, or {@code Case__r.Some_Key__c} for a lookup by external id
     * @param place where it stands: file, line and column
     */
    public record FieldMapping(
            String target, Expression from, WriteMode write, WhenMissing whenMissing, String place) {}
}
