package io.casewire.mapping;

import io.casewire.episodes.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a decision or a reading becomes one record, as a file under {@code mappings/} declares it.
 *
 * @param domains the domains it takes from; empty for all
 * @param on the transitions it answers to; empty for a mapping from readings
 * @param purpose the purpose of a reading mapping; null where the decision's rule says it
 * @param key gives the external id's value
 * @param lane gives what its writes must not race with: the parent record; null for the record itself
 * @param after gives the key of the write of another mapping that has to be in the org first, or null
 * @param assignment whether the org's assignment rules choose the owner when the record is created
 * @param allowDuplicates whether a record is saved although a duplicate rule of the org would only warn of it
 * @param atMost how often the record may be written, or null for no limit
 * @param onChange for reading mappings: only when a mapped value changed
 */
public record Mapping(
        String name,
        String file,
        Source source,
        Set<String> domains,
        Set<Transition> on,
        @Nullable String purpose,
        String object,
        String externalId,
        Expression key,
        @Nullable Expression lane,
        @Nullable After after,
        boolean assignment,
        boolean allowDuplicates,
        @Nullable AtMost atMost,
        boolean onChange,
        List<FieldMapping> fields) {

    /** What it starts from. */
    public enum Source {
        DECISION,
        READING
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

    /** Another record that has to exist before. */
    public record After(String mapping, Expression key) {}

    /** At most so many writes of one record in any such span. */
    public record AtMost(int writes, Duration per) {}

    /**
     * One field.
     *
     * @param target a field's API name, or {@code Case__r.Some_Key__c} for a lookup by external id
     * @param line where it stands in the file
     */
    public record FieldMapping(String target, Expression from, WriteMode write, WhenMissing whenMissing, int line) {}
}
