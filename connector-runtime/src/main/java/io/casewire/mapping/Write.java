package io.casewire.mapping;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.casewire.identity.Party;
import io.casewire.model.Severity;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The wanted state of one Salesforce record, whole, with a revision; or an event to publish, or a flow to run.
 *
 * @param version of this envelope
 * @param key the external id's value; of an event or a run, what tells it from others
 * @param revision a higher one of the same mapping and key replaces a lower one
 * @param treated what consent asked to be done to the data before, as {@code Treatments} writes it; null for nothing
 * @param lane what must not be written at the same time
 * @param after the {@link #id()} of a write that has to be in the org first, or null
 * @param insteadOf the {@link #id()} of a write it stands in for while the org blocks that one's mapping, or null
 * @param takeOver the id of a record that people made, to become this one instead of a new one; or null
 * @param writesPer most writes of this record in {@code perMillis}; 0 for no limit
 * @param create fields for a new record only
 * @param always fields for every write
 * @param ifUnchanged fields a person's change protects
 * @param requestedAt the partition's clock, epoch milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record Write(
        int version,
        String mapping,
        Target target,
        String key,
        long revision,
        Severity severity,
        String purpose,
        @Nullable String treated,
        @Nullable Party party,
        String lane,
        @Nullable String after,
        @Nullable String insteadOf,
        @Nullable String takeOver,
        int writesPer,
        long perMillis,
        SortedMap<String, JsonNode> create,
        SortedMap<String, JsonNode> always,
        SortedMap<String, JsonNode> ifUnchanged,
        String cause,
        String content,
        long requestedAt) {

    /** The version written today. */
    public static final int VERSION = 2;

    private static final SortedMap<String, JsonNode> NOTHING = Collections.emptySortedMap();
    private static final SortedMap<String, JsonNode> SOMETHING =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("", MissingNode.getInstance())));

    /** What a later write of the same mapping and record replaces. */
    @JsonIgnore
    public String id() {
        return id(mapping, key);
    }

    /** The mapping in an {@link #id()}. */
    public static String mapping(String id) {
        return id.substring(0, id.indexOf('/'));
    }

    public Write {
        Objects.requireNonNull(target, "a record of an earlier Casewire; begin with an empty data folder");
    }

    /** All fields that a new record is given. */
    public SortedMap<String, JsonNode> ofNewRecord() {
        SortedMap<String, JsonNode> fields = new TreeMap<>(always);
        fields.putAll(ifUnchanged);
        fields.putAll(create);
        return fields;
    }

    /** The API name of what is written. */
    public String object() {
        return target.name();
    }

    /** Whether it is the first of its episode: what it comes after was asked for together with it. */
    @JsonIgnore
    public boolean isFirst() {
        return revision == 1 || cause.endsWith("#1");
    }

    /** The same as the next one after another of the same moment. */
    public Write behind(Write other) {
        return with(other.revision + 1, create);
    }

    /** The same record wanted at another time. @param changed what asked for it */
    public Write at(long time, long otherRevision, Severity otherSeverity, String changed) {
        return with(otherRevision, otherSeverity, create, always, ifUnchanged, changed, time);
    }

    /**
     * The same for a record that an earlier write was to make and did not yet: what a new record is given says why it was made, and
     * not how things are by now. Only of what may be seen alike.
     */
    public Write madeFor(Write first) {
        // What the org refused may have been corrected in the meantime.
        boolean alike = content.equals(first.content)
                && Objects.equals(treated, first.treated)
                && purpose.equals(first.purpose)
                && Objects.equals(party, first.party)
                && create.keySet().equals(first.create.keySet());
        return alike ? with(revision, first.create) : this;
    }

    private Write with(long otherRevision, SortedMap<String, JsonNode> otherCreate) {
        return with(otherRevision, severity, otherCreate, always, ifUnchanged, cause, requestedAt);
    }

    private Write with(
            long otherRevision,
            Severity otherSeverity,
            SortedMap<String, JsonNode> otherCreate,
            SortedMap<String, JsonNode> otherAlways,
            SortedMap<String, JsonNode> otherIfUnchanged,
            String otherCause,
            long otherTime) {
        return new Write(
                version,
                mapping,
                target,
                key,
                otherRevision,
                otherSeverity,
                purpose,
                treated,
                party,
                lane,
                after,
                insteadOf,
                takeOver,
                writesPer,
                perMillis,
                otherCreate,
                otherAlways,
                otherIfUnchanged,
                otherCause,
                content,
                otherTime);
    }

    /** Whether it makes a difference to the record that somebody may have written it before. */
    public boolean minds() {
        return target.assignment() || !create.isEmpty() || !ifUnchanged.isEmpty();
    }

    /** The same record without what is written to it: when and how it would be, and nothing else. */
    public Write withoutValues() {
        return with(
                revision,
                severity,
                create.isEmpty() ? NOTHING : SOMETHING,
                NOTHING,
                ifUnchanged.isEmpty() ? NOTHING : SOMETHING,
                cause,
                requestedAt);
    }

    /** @see #id() */
    public static String id(String mapping, String key) {
        return mapping + "/" + key;
    }

    /** Names the record without its content. */
    @Override
    public String toString() {
        return "Write[" + mapping + " -> " + object() + " r" + revision + "]";
    }
}
