package io.casewire.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Api;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt;
import io.casewire.delivery.RestCall;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.Soql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is asked of the org before a call leaves, where the answer matters. */
final class BeforeSending {
    private final OrgApi org;
    private final Map<Integer, Long> endsAtStart;

    /** @param endsAtStart where each channel ended when this process started, by partition */
    BeforeSending(OrgApi org, Map<Integer, Long> endsAtStart) {
        this.org = org;
        this.endsAtStart = endsAtStart;
    }

    /** A call from before this process started may have left without its receipt being written. */
    boolean mayHaveBeenSent(int partition, long offset) {
        return offset < endsAtStart.getOrDefault(partition, 0L);
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
        for (int from = 0; from < rows.size(); from += Call.ROWS_PER_QUERY) {
            List<Row> some = rows.subList(from, Math.min(from + Call.ROWS_PER_QUERY, rows.size()));
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
        List<String> unique = call.askFirst() ? call.target().unique() : List.of();
        String fields = Stream.concat(Stream.of("Id", call.externalId()), unique.stream())
                .collect(Collectors.joining(", "));
        StringBuilder soql = new StringBuilder(
                "SELECT " + fields + " FROM " + call.object() + " WHERE " + call.externalId() + " IN (" + keys + ")");
        for (Row row : rows) {
            if (!unique.isEmpty() && row.fields().keySet().containsAll(unique)) {
                soql.append(unique.stream()
                        .map(field -> field + " = "
                                + Soql.text(Objects.requireNonNull(row.fields().get(field))
                                        .asText()))
                        .collect(Collectors.joining(" AND ", " OR (", ")")));
            }
        }
        return soql.toString();
    }

    private static boolean isSame(Call call, Row row, JsonNode record) {
        List<String> unique = call.askFirst() ? call.target().unique() : List.of();
        return record.path(call.externalId()).asText().equals(row.key())
                || (!unique.isEmpty()
                        && unique.stream()
                                .allMatch(field -> isSame(
                                        record.path(field).asText(),
                                        row.fields().get(field))));
    }

    /** An id may have 15 or 18 characters, of which the last three say nothing new (Salesforce: Record IDs). */
    private static boolean isSame(String there, @Nullable JsonNode wanted) {
        String text = wanted == null ? "" : wanted.asText();
        boolean ids = there.length() == 18 && text.length() == 15;
        return text.equals(ids ? there.substring(0, 15) : there);
    }

    /**
     * What was merged by people is written to the record it was merged into, unless that one belongs to another write: then
     * nothing is left to say. What was only deleted stays deleted, and the call itself will say so.
     */
    List<Row> afterMerges(Call call, List<Row> rows, List<Receipt> receipts, long now) throws OrgUnreachableException {
        if (!call.askFirst()) {
            return rows;
        }
        Map<String, String> masters = new HashMap<>();
        Set<String> taken = new TreeSet<>();
        for (int from = 0; from < rows.size(); from += Call.ROWS_PER_QUERY) {
            List<String> ids = rows.subList(from, Math.min(from + Call.ROWS_PER_QUERY, rows.size())).stream()
                    .map(row -> String.valueOf(row.recordId()))
                    .toList();
            merged(call.object(), ids)
                    .forEach(record -> masters.put(
                            record.path("Id").asText(),
                            record.path("MasterRecordId").asText()));
        }
        if (!masters.isEmpty()) {
            query("SELECT Id FROM " + call.object() + " WHERE Id" + Soql.in(masters.values()) + " AND "
                            + call.externalId() + " != null")
                    .forEach(record -> taken.add(record.path("Id").asText()));
        }
        List<Row> left = new ArrayList<>();
        for (Row row : rows) {
            String master = masters.get(String.valueOf(row.recordId()));
            if (master != null && taken.contains(master)) {
                receipts.add(RestCall.merged(call, row, now));
            } else {
                left.add(master == null ? row : row.with(master, row.fields()));
            }
        }
        return left;
    }

    private List<JsonNode> merged(String object, List<String> ids) throws OrgUnreachableException {
        try {
            return Soql.queryAll(
                    org,
                    "SELECT Id, MasterRecordId FROM " + object + " WHERE MasterRecordId != null AND Id" + Soql.in(ids));
        } catch (Soql.RefusedException e) {
            return List.of();
        }
    }

    /** Leaves out fields whose value in the org is not the one written last: a person changed them. */
    List<Row> withoutPeoplesChanges(Call call, List<Row> rows) throws OrgUnreachableException {
        Set<String> fields = new TreeSet<>();
        rows.forEach(row -> fields.addAll(row.guarded().keySet()));
        Map<String, JsonNode> current = new HashMap<>();
        for (int from = 0; from < rows.size(); from += Call.ROWS_PER_QUERY) {
            List<Row> some = rows.subList(from, Math.min(from + Call.ROWS_PER_QUERY, rows.size()));
            String ids = some.stream().map(row -> "'" + row.recordId() + "'").collect(Collectors.joining(","));
            String soql =
                    "SELECT Id, " + String.join(", ", fields) + " FROM " + call.object() + " WHERE Id IN (" + ids + ")";
            query(soql).forEach(record -> current.put(record.path("Id").asText(), record));
        }
        return rows.stream().map(row -> withoutPeoplesChanges(row, current)).toList();
    }

    private static Row withoutPeoplesChanges(Row row, Map<String, JsonNode> current) {
        JsonNode record = current.get(row.recordId());
        if (row.guarded().isEmpty() || record == null) {
            return row;
        }
        SortedMap<String, JsonNode> fields = new TreeMap<>(row.fields());
        row.guarded().forEach((field, written) -> {
            if (!record.path(field).asText().equals(written.asText())) {
                fields.remove(field);
            }
        });
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
