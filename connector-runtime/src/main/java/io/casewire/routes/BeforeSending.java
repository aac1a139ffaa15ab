package io.casewire.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Api;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt;
import io.casewire.delivery.RestCall;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is asked of the org before a call leaves, where the answer matters. */
final class BeforeSending {
    private static final String CASE = "Case";
    private static final String CLOSED = "IsClosed";
    private static final String MASTER = "MasterRecordId";
    private static final String MADE_BY = "CreatedById";
    private static final String CHANGED_BY = "LastModifiedById";

    private static final long TAKEN_OVER = 3_000;

    /** What people merge, by how its ids begin (Salesforce help: standard field record ID prefixes). */
    private static final Map<String, String> MERGEABLE =
            Map.of("001", "Account", "003", "Contact", "00Q", "Lead", "500", "Case");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{15}([A-Za-z0-9]{3})?");
    private static final int PREFIX = 3;
    private static final int MERGES_IN_A_ROW = 5;
    private static final int SHORT_ID = 15;
    private static final int LONG_ID = 18;

    private final OrgApi org;
    private final Map<Integer, Long> endsAtStart;

    /** @param endsAtStart where each channel ended when this process started, by partition */
    BeforeSending(OrgApi org, Map<Integer, Long> endsAtStart) {
        this.org = org;
        this.endsAtStart = endsAtStart;
    }

    /**
     * A call from before this process started may have left without its receipt being written; so may one that this process
     * took over from another: that has lain there for seconds, where others leave within milliseconds.
     *
     * @param planned when it was written to Kafka, epoch milliseconds
     */
    boolean mayHaveBeenSent(int partition, long offset, long planned, long now) {
        return offset < endsAtStart.getOrDefault(partition, 0L) || now - planned > TAKEN_OVER;
    }

    /**
     * Leaves out what is there already, from before a crash or from a time that is no longer remembered: creating it again
     * would overwrite what people did to it since, and take it from its owner.
     */
    List<Row> withoutThoseThere(Call call, List<Row> rows, List<Receipt> receipts, long now)
            throws OrgUnreachableException {
        if (!call.create() || call.api() != Api.COLLECTIONS) {
            return rows;
        }
        Map<String, String> there = new HashMap<>();
        for (List<Row> some : Soql.parts(rows, Call.ROWS_PER_QUERY)) {
            for (JsonNode record : query(soql(call, some))) {
                String id = record.path("Id").asText();
                some.stream().filter(row -> isSame(call, row, record)).forEach(row -> there.put(row.key(), id));
            }
        }
        List<Row> missing = new ArrayList<>();
        for (Row row : rows) {
            String id = there.get(row.key());
            if (id == null) {
                missing.add(row);
            } else {
                receipts.add(
                        call.askFirst() ? RestCall.remembered(call, row, id, now) : RestCall.found(call, row, id, now));
            }
        }
        return missing;
    }

    /** By external id, and by what the org takes only once where that is declared: people's records have no external id. */
    private static String soql(Call call, List<Row> rows) {
        String keys = rows.stream().map(row -> Soql.text(row.key())).collect(Collectors.joining(","));
        List<String> unique = unique(call);
        String fields = Stream.concat(Stream.of("Id", call.externalId()), unique.stream())
                .collect(Collectors.joining(", "));
        StringBuilder soql = new StringBuilder(
                "SELECT " + fields + " FROM " + call.object() + " WHERE " + call.externalId() + " IN (" + keys + ")");
        for (Row row : rows) {
            if (!unique.isEmpty()
                    && unique.stream().allMatch(field -> row.fields().get(field) instanceof TextNode)) {
                soql.append(unique.stream()
                        .map(field -> field + " = " + Soql.text(value(row, field)))
                        .collect(Collectors.joining(" AND ", " OR (", ")")));
            }
        }
        return soql.toString();
    }

    /** After a first refusal only: most records are new. */
    private static List<String> unique(Call call) {
        return call.askFirst() ? call.target().unique() : List.of();
    }

    private static boolean isSame(Call call, Row row, JsonNode record) {
        List<String> unique = unique(call);
        return record.path(call.externalId()).asText().equals(row.key())
                || (!unique.isEmpty()
                        && unique.stream().allMatch(field -> isSameText(text(record, field), value(row, field))));
    }

    /** Through a lookup too, as in {@code Campaign.Casewire_Key__c}. */
    private static String text(JsonNode record, String field) {
        return record.at("/" + field.replace('.', '/')).asText();
    }

    private static String value(Row row, String field) {
        JsonNode value = row.fields().get(field);
        return value == null ? "" : value.asText();
    }

    /** An id may have 15 or 18 characters, of which the last three say nothing new (Salesforce: Record IDs). */
    private static boolean isSameText(String there, String wanted) {
        boolean ids = there.length() == LONG_ID && wanted.length() == SHORT_ID;
        return wanted.equals(ids ? there.substring(0, SHORT_ID) : there);
    }

    /**
     * What was merged by people is written to the record it was merged into, unless that one belongs to another write: then
     * nothing is left to say. What was only deleted stays deleted, and the call itself will say so.
     */
    List<Row> afterMerges(Call call, List<Row> rows, List<Receipt> receipts, long now) throws OrgUnreachableException {
        if (!call.askFirst() || rows.isEmpty()) {
            return rows;
        }
        Map<String, String> masters = masters(
                call.object(),
                rows.stream().map(row -> String.valueOf(row.recordId())).toList());
        Map<String, String> speakers = masters.isEmpty() ? Map.of() : speakers(call, new TreeSet<>(masters.values()));
        List<Row> left = new ArrayList<>();
        for (Row row : rows) {
            String id = String.valueOf(row.recordId());
            String master = masters.get(id);
            if (master == null) {
                left.add(row);
            } else if (id.equals(speakers.get(master))) {
                left.add(row.with(master, row.fields()));
            } else {
                receipts.add(RestCall.merged(call, row, now));
            }
        }
        return left;
    }

    /** Which of the records merged into each master is to go on there: the first with a key; none where the master has its own. */
    private Map<String, String> speakers(Call call, Set<String> masters) throws OrgUnreachableException {
        Map<String, String> speakers = new HashMap<>();
        String keyed = call.externalId() + " != null";
        for (JsonNode record : merged(call.object(), MASTER + Soql.in(masters) + " AND " + keyed)) {
            speakers.merge(
                    record.path(MASTER).asText(),
                    record.path("Id").asText(),
                    (one, other) -> one.compareTo(other) < 0 ? one : other);
        }
        query("SELECT Id FROM " + call.object() + " WHERE Id" + Soql.in(masters) + " AND " + keyed)
                .forEach(record -> speakers.remove(record.path("Id").asText()));
        return speakers;
    }

    private List<JsonNode> merged(String object, String which) throws OrgUnreachableException {
        try {
            return queryMerged(object, which);
        } catch (Soql.RefusedException e) {
            return List.of();
        }
    }

    /** Also of those in the recycle bin. */
    private List<JsonNode> queryMerged(String object, String which)
            throws OrgUnreachableException, Soql.RefusedException {
        return Soql.queryAll(
                org, "SELECT Id, " + MASTER + " FROM " + object + " WHERE " + MASTER + " != null AND " + which);
    }

    /** Lookups to what people merged lead to the record it was merged into. */
    List<Row> withMergedLookups(List<Row> rows) throws OrgUnreachableException {
        Map<String, Set<String>> ids = new TreeMap<>();
        for (Row row : rows) {
            row.fields().values().stream().filter(BeforeSending::isMergeable).forEach(id -> ids.computeIfAbsent(
                            MERGEABLE.get(id.asText().substring(0, PREFIX)), object -> new TreeSet<>())
                    .add(id.asText()));
        }
        Map<String, String> masters = new HashMap<>();
        for (Map.Entry<String, Set<String>> some : ids.entrySet()) {
            masters.putAll(masters(some.getKey(), some.getValue()));
        }
        return masters.isEmpty()
                ? rows
                : rows.stream().map(row -> withMasters(row, masters)).toList();
    }

    private static boolean isMergeable(JsonNode value) {
        return value.isTextual()
                && ID.matcher(value.asText()).matches()
                && MERGEABLE.containsKey(value.asText().substring(0, PREFIX));
    }

    /** Of some records, those that were merged: by their id, where it went in the end. */
    private Map<String, String> masters(String object, Collection<String> ids) throws OrgUnreachableException {
        Map<String, String> masters = new HashMap<>();
        Set<String> unknown = new TreeSet<>(ids);
        for (int merges = 0; merges < MERGES_IN_A_ROW && !unknown.isEmpty(); merges++) {
            Set<String> next = new TreeSet<>();
            for (List<String> some : Soql.parts(unknown, Call.ROWS_PER_QUERY)) {
                for (JsonNode record : mergedOf(object, some)) {
                    String master = record.path(MASTER).asText();
                    masters.replaceAll(
                            (id, known) -> known.equals(record.path("Id").asText()) ? master : known);
                    masters.put(record.path("Id").asText(), master);
                    next.add(master);
                }
            }
            next.removeAll(masters.keySet());
            unknown = next;
        }
        return masters;
    }

    /** What only looks like an id makes the org refuse the query: it must not hide what else was asked for. */
    private List<JsonNode> mergedOf(String object, List<String> ids) throws OrgUnreachableException {
        try {
            return queryMerged(object, "Id" + Soql.in(ids));
        } catch (Soql.RefusedException e) {
            if (ids.size() == 1) {
                return List.of();
            }
            List<JsonNode> found = new ArrayList<>(mergedOf(object, ids.subList(0, ids.size() / 2)));
            found.addAll(mergedOf(object, ids.subList(ids.size() / 2, ids.size())));
            return found;
        }
    }

    private static Row withMasters(Row row, Map<String, String> masters) {
        SortedMap<String, JsonNode> fields = new TreeMap<>(row.fields());
        fields.replaceAll((field, value) -> masters.entrySet().stream()
                .filter(merged -> isMergeable(value) && isSameText(merged.getKey(), value.asText()))
                .findFirst()
                .<JsonNode>map(merged -> TextNode.valueOf(merged.getValue()))
                .orElse(value));
        return row.with(row.recordId(), fields);
    }

    /** Leaves out fields whose value in the org is not the one written last: a person changed them. */
    List<Row> withoutPeoplesChanges(Call call, List<Row> rows, List<Receipt> receipts, long now)
            throws OrgUnreachableException {
        Set<String> fields = new TreeSet<>();
        rows.forEach(row -> fields.addAll(row.guarded().keySet()));
        if (rows.stream().anyMatch(Row::fillsIn)) {
            fields.add(CHANGED_BY);
            fields.add(MADE_BY);
        }
        if (call.object().equals(CASE) && rows.stream().anyMatch(call::takesOver)) {
            fields.add(CLOSED);
        }
        Map<String, JsonNode> current = new HashMap<>();
        for (List<Row> some : Soql.parts(fields.isEmpty() ? List.of() : rows, Call.ROWS_PER_QUERY)) {
            List<String> ids =
                    some.stream().map(row -> String.valueOf(row.recordId())).toList();
            query("SELECT Id, " + String.join(", ", fields) + " FROM " + call.object() + " WHERE Id" + Soql.in(ids))
                    .forEach(record -> current.put(record.path("Id").asText(), record));
        }
        List<Row> left = new ArrayList<>();
        for (Row row : rows) {
            if (call.takesOver(row) && !isFree(call, row, current.get(row.recordId()))) {
                receipts.add(RestCall.notFree(call, row, now));
            } else {
                left.add(withoutPeoplesChanges(row, current));
            }
        }
        return left;
    }

    /**
     * Whether a record of people may become this one. It has no key yet, or this one, from a call whose answer was lost; it is not closed;
     * and where both name an Account, a Contact or an Asset, it is the same: nobody is to read of a device in a Case of others.
     *
     * @param record as the org has it; null where that is not known
     */
    private static boolean isFree(Call call, Row row, @Nullable JsonNode record) {
        if (record == null || record.path(CLOSED).asBoolean()) {
            return false;
        }
        String key = record.path(call.externalId()).asText("");
        return (key.isEmpty() || key.equals(row.key()))
                && row.guarded().keySet().stream()
                        .filter(field -> field.endsWith("Id") && record.hasNonNull(field))
                        .allMatch(field -> isSameText(record.path(field).asText(), value(row, field)));
    }

    private static Row withoutPeoplesChanges(Row row, Map<String, JsonNode> current) {
        JsonNode record = current.get(row.recordId());
        if (record == null || (row.guarded().isEmpty() && !row.fillsIn())) {
            return row;
        }
        if (row.fillsIn() && record.path(MADE_BY).equals(record.path(CHANGED_BY))) {
            // Nobody but whoever made it touched it: what differs are the org's defaults.
            return row;
        }
        SortedMap<String, JsonNode> fields = new TreeMap<>(row.fields());
        row.guarded().forEach((field, written) -> {
            if (!record.path(field).asText().equals(written.asText())) {
                fields.remove(field);
            }
        });
        if (row.fillsIn()) {
            // A lookup by external id cannot be compared.
            fields.keySet().removeIf(field -> field.indexOf('.') > 0);
        }
        return row.with(row.recordId(), fields);
    }

    /** A query the org refuses leaves the rows as they are: the call itself will say why. */
    private List<JsonNode> query(String soql) throws OrgUnreachableException {
        try {
            return Soql.query(org, soql);
        } catch (Soql.RefusedException e) {
            return List.of();
        }
    }
}
