package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.identity.Party;
import io.casewire.mapping.Target;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of the org: up to 200 rows of one target; records all created or all updated. Or one step of a Bulk API job,
 * with up to {@link BulkFile#MAX_ROWS}.
 *
 * <p>Creates and updates never share a call, because {@code Sforce-Auto-Assign} holds for a whole call and would take a
 * Case away from its agent on update (Salesforce REST API guide: headers).
 *
 * @param version of this envelope
 * @param channel the partition of the calls topic it goes through
 * @param create of records: upsert by external id when true, update by record id otherwise
 * @param askFirst whether the org is asked first: of new records, which of them are there, from a time that is no longer
 *     remembered or because people made them; of known ones, into which others people merged them
 * @param job of which Bulk API job it is a step; null for anything else
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record Call(
        int version,
        String id,
        int channel,
        Api api,
        Target target,
        boolean create,
        boolean askFirst,
        @Nullable JobStep job,
        List<Row> rows) {

    /** The version written today. */
    public static final int VERSION = 2;

    /** What one call may hold (Salesforce REST API guide: sObject Collections). */
    public static final int MAX_ROWS = 200;

    /**
     * How many of its rows one query asks about: keeps it well below the 16 KB that an address may have (Salesforce limits:
     * URI length).
     */
    public static final int ROWS_PER_QUERY = 40;

    /** The most {@link #cost} can be. */
    static final int MOST_CALLS = 3 + 2 * (MAX_ROWS / ROWS_PER_QUERY);

    /**
     * A step of a Bulk API job.
     *
     * @param attempt how often it was tried before
     * @param orgId the org's id of the job; null before it is open
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder(alphabetic = true)
    public record JobStep(BulkStep step, int attempt, @Nullable String orgId) {}

    /**
     * One record.
     *
     * @param write {@code Write.id()}
     * @param recordId the record's id, for updates
     * @param guarded fields to leave out when the org no longer holds the value given here
     * @param purpose empty when no personal data is concerned
     * @param fillsIn whether it completes a record that another write made in its stead: all of it unless people changed it
     * @param family of a composite graph: what it is written to, and which rows stand or fall with it; else null
     * @param treated what was done to the data before, as in {@code Write}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder(alphabetic = true)
    public record Row(
            String write,
            String mapping,
            String key,
            long revision,
            @Nullable String recordId,
            SortedMap<String, JsonNode> fields,
            SortedMap<String, JsonNode> guarded,
            String purpose,
            @Nullable String treated,
            @Nullable Party party,
            boolean fillsIn,
            @Nullable Family family) {

        /** The same for another record, or with other fields. */
        public Row with(@Nullable String otherRecord, SortedMap<String, JsonNode> otherFields) {
            return new Row(
                    write,
                    mapping,
                    key,
                    revision,
                    otherRecord,
                    otherFields,
                    guarded,
                    purpose,
                    treated,
                    party,
                    fillsIn,
                    family);
        }

        @Override
        public String toString() {
            return "Row[" + mapping + " r" + revision + "]";
        }
    }

    public Call {
        Objects.requireNonNull(target, "a call of an earlier Casewire; begin with an empty data folder");
    }

    /** The API name of what is written to. */
    public String object() {
        return target.name();
    }

    public String externalId() {
        return target.externalId();
    }

    /** Value of {@code Sforce-Auto-Assign}; always false for updates. */
    public boolean autoAssign() {
        return create && target.assignment();
    }

    /**
     * Where a row of a composite graph stands.
     *
     * @param parent the {@code Write.id()} of the row that comes first, also of that row itself
     */
    @JsonPropertyOrder(alphabetic = true)
    public record Family(String parent, Target target) {}

    /** Whether a record that people made becomes ours with it. */
    public boolean takesOver(Row row) {
        return !create && row.guarded().containsKey(target.externalId());
    }

    /** Whether somebody's changes have to be looked for before it is sent. */
    @JsonIgnore
    public boolean isGuarded() {
        return rows.stream().anyMatch(row -> row.fillsIn() || !row.guarded().isEmpty());
    }

    /** API calls it takes: what is there, and what people changed, is read before. */
    @JsonIgnore
    int cost() {
        if (job != null) {
            return job.step().calls();
        } else if (api == Api.EVENTS) {
            return 0;
        }
        int queries = (rows.size() + ROWS_PER_QUERY - 1) / ROWS_PER_QUERY;
        int cost = 1;
        if (askFirst) {
            // Of known records: where each was merged to, and who may speak for that one.
            cost += create ? queries : queries + 2;
        }
        return cost + (isGuarded() ? queries : 0);
    }

    /** Whether the org is asked something before it is sent. */
    @JsonIgnore
    public boolean asks() {
        return askFirst || isGuarded();
    }

    @Override
    public String toString() {
        return "Call[" + id + " " + (job == null ? "" : job.step() + " ") + (create ? "create " : "update ")
                + rows.size() + " " + object() + "]";
    }
}
