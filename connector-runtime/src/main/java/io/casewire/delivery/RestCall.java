package io.casewire.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A call in the words of Salesforce's REST resources, and its answer in ours. */
public final class RestCall {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RestCall() {}

    public static String method(Call call) {
        return call.api() == Api.COLLECTIONS ? "PATCH" : "POST";
    }

    /** @param version as in {@code v62.0} */
    public static String path(Call call, String version) {
        if (call.api() == Api.GRAPH) {
            return GraphCall.path(version);
        } else if (call.api() == Api.ACTIONS) {
            return "/services/data/" + version + "/actions/custom/flow/" + call.object();
        }
        String collections = "/services/data/" + version + "/composite/sobjects";
        return call.create() ? collections + "/" + call.object() + "/" + call.externalId() : collections;
    }

    /**
     * @param rows those that are left after consent was asked
     * @param version as in {@code v62.0}
     */
    public static byte[] body(Call call, List<Row> rows, String version) {
        if (call.api() == Api.GRAPH) {
            return GraphCall.body(rows, version);
        }
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (call.api() == Api.ACTIONS) {
            ArrayNode inputs = request.putArray("inputs");
            rows.forEach(row -> inputs.addObject().setAll(row.fields()));
            return bytes(request);
        }
        request.put("allOrNone", false);
        ArrayNode records = request.putArray("records");
        for (Row row : rows) {
            ObjectNode record = records.addObject();
            record.putObject("attributes").put("type", call.object());
            if (call.create()) {
                record.put(call.externalId(), row.key());
            } else {
                record.put("Id", row.recordId());
            }
            row.fields().forEach((field, value) -> put(record, field, value));
        }
        return bytes(request);
    }

    static byte[] bytes(ObjectNode request) {
        try {
            return JSON.writeValueAsBytes(request);
        } catch (IOException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    /** {@code Case__r.Key__c} becomes an object: that is how a lookup is given by external id. */
    static void put(ObjectNode record, String field, JsonNode value) {
        int dot = field.indexOf('.');
        if (dot < 0) {
            record.set(field, value);
        } else {
            record.withObjectProperty(field.substring(0, dot)).set(field.substring(dot + 1), value);
        }
    }

    /** The answer to a call that was carried out: one result per row, in order. */
    public static List<Receipt> answered(Call call, List<Row> rows, byte[] body, long now) {
        if (call.api() == Api.GRAPH) {
            return GraphCall.answered(call, rows, body, now);
        }
        JsonNode results;
        try {
            results = JSON.readTree(body);
        } catch (IOException e) {
            return refused(call, rows, Refusal.NO_ANSWER, "the answer is not JSON", List.of(), now);
        }
        if (!results.isArray() || results.size() != rows.size()) {
            return refused(call, rows, Refusal.NO_ANSWER, "the answer has not one result per row", List.of(), now);
        }
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            receipts.add(receipt(call, rows.get(i), results.get(i), now));
        }
        return receipts;
    }

    private static Receipt receipt(Call call, Row row, JsonNode result, long now) {
        if (result.path("success").asBoolean() || result.path("isSuccess").asBoolean()) {
            boolean created = result.path("created").asBoolean(false);
            String id = result.hasNonNull("id") ? result.path("id").asText() : row.recordId();
            return Receipt.of(call, row, created ? Result.CREATED : Result.UPDATED, id, now);
        }
        return refused(call, row, telling(result.path("errors")), now);
    }

    /** @param error as Salesforce words it, of a row or of a request */
    static Receipt refused(Call call, Row row, JsonNode error, long now) {
        return Receipt.refused(call, row, code(error), error.path("message").asText(null), fields(error), now);
    }

    private static String code(JsonNode error) {
        return error.path("statusCode").asText(error.path("errorCode").asText(Refusal.NO_ANSWER));
    }

    private static List<String> fields(JsonNode error) {
        List<String> fields = new ArrayList<>();
        error.path("fields").forEach(field -> fields.add(field.asText()));
        return fields;
    }

    /** A campaign member that is there already comes back with two errors, in any order. */
    private static JsonNode telling(JsonNode errors) {
        for (JsonNode error : errors) {
            if (error.path("statusCode").asText().equals(Refusal.DUPLICATE)) {
                return error;
            }
        }
        return errors.path(0);
    }

    /** The answer to a call that was refused as a whole, which is true of every row; or a flow's, row by row. */
    public static List<Receipt> failed(Call call, List<Row> rows, int status, String body, long now) {
        if (call.api() == Api.ACTIONS && status == 400 && body.contains("isSuccess")) {
            return answered(call, rows, body.getBytes(StandardCharsets.UTF_8), now);
        }
        if (status < 400 || status >= 500) {
            return refused(call, rows, Refusal.NO_ANSWER, "status " + status, List.of(), now);
        }
        try {
            JsonNode error = JSON.readTree(body).path(0);
            String code = code(error);
            // What is wrong with the graph as a whole may be right for each of its records.
            boolean apart = call.api() == Api.GRAPH && Refusal.of(code) == Refusal.ROW_FINAL;
            String message = error.path("message").asText("status " + status);
            return refused(call, rows, apart ? Refusal.HALTED : code, message, fields(error), now);
        } catch (IOException e) {
            return refused(call, rows, Refusal.NO_ANSWER, "status " + status, List.of(), now);
        }
    }

    /** People merged the record into one that is another's. */
    public static Receipt merged(Call call, Row row, long now) {
        return Receipt.of(call, row, Result.MERGED, row.recordId(), now);
    }

    /** A record of people is not to become this one. */
    public static Receipt notFree(Call call, Row row, long now) {
        return Receipt.refused(call, row, Refusal.NOT_FREE, null, List.of(), now);
    }

    /** An event was published. */
    public static Receipt published(Call call, Row row, String id, long now) {
        return Receipt.of(call, row, Result.CREATED, id, now);
    }

    /** An event was not published. @param code of the org's, or {@link Refusal#NO_ANSWER} */
    public static Receipt unpublished(Call call, Row row, String code, long now) {
        return Receipt.refused(call, row, code, null, List.of(), now);
    }

    /** The same outcome for rows that were not sent at all. */
    public static List<Receipt> unsent(Call call, List<Row> rows, Result result, long now) {
        return rows.stream()
                .map(row -> Receipt.of(call, row, result, row.recordId(), now))
                .toList();
    }

    /** A record that was found to be there already, when a call had possibly been sent before a crash. */
    public static Receipt found(Call call, Row row, String recordId, long now) {
        return Receipt.of(call, row, Result.CREATED, recordId, now);
    }

    /** A record that is there from a time nobody remembers: what is wanted of it is an update and still to be written. */
    public static Receipt remembered(Call call, Row row, String recordId, long now) {
        return new Receipt(
                Receipt.VERSION,
                call.id(),
                row.write(),
                call.object(),
                row.key(),
                row.revision() - 1,
                Result.UPDATED,
                recordId,
                null,
                null,
                null,
                now,
                null);
    }

    private static List<Receipt> refused(
            Call call, List<Row> rows, String code, String message, List<String> fields, long now) {
        return rows.stream()
                .map(row -> Receipt.refused(call, row, code, message, fields, now))
                .toList();
    }
}
