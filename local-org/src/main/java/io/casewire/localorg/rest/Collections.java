package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.SaveResult;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.pubsub.EventPublisher;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Up to 200 records in one call. The answer is 200 with one result per row, also when rows failed (Salesforce REST API
 * guide: sObject Collections).
 */
final class Collections {
    private static final int MOST_RECORDS = 200;
    private static final int MOST_CHUNKS = 10;
    private static final ApiError ROLLED_BACK = new ApiError(
            StatusCode.ALL_OR_NONE_OPERATION_ROLLED_BACK,
            "Record rolled back because not all records were valid and the request was using AllOrNone header",
            List.of());

    private final Dml dml;
    private final EventPublisher events;

    Collections(Dml dml, EventPublisher events) {
        this.dml = dml;
        this.events = events;
    }

    void routes(Routes routes) {
        routes.on("POST", "/composite/sobjects", this::insert)
                .on("PATCH", "/composite/sobjects", this::update)
                .on("DELETE", "/composite/sobjects", this::delete)
                .on("PATCH", "/composite/sobjects/{object}/{key}", this::upsert)
                .on("GET", "/composite/sobjects/{object}", this::retrieveByParameters)
                .on("POST", "/composite/sobjects/{object}", this::retrieveByBody);
    }

    private Answer insert(Call call) {
        return save(call, false, (tx, row) -> {
            SObjectType type = typeOf(call, tx, row);
            return type.definition().event()
                    ? events.publish(tx, type, row, call.writeContext())
                    : dml.insert(tx, type, row, call.writeContext());
        });
    }

    private Answer update(Call call) {
        return save(call, false, (tx, row) -> {
            SObjectType type = typeOf(call, tx, row);
            JsonNode given = row.has("id") ? row.get("id") : row.path("Id");
            String id = RecordId.normalize(given.asText());
            if (given.isMissingNode()) {
                throw new ApiException(StatusCode.REQUIRED_FIELD_MISSING, "Id not specified in an update call", "Id");
            } else if (id == null) {
                throw new ApiException(StatusCode.MALFORMED_ID, "malformed id " + given.asText(), "Id");
            }
            ObjectNode fields = row.deepCopy();
            fields.remove(List.of("id", "Id"));
            return dml.update(tx, type, id, fields, call.writeContext());
        });
    }

    private Answer upsert(Call call) {
        SObjectType type = call.object();
        Field key = Records.key(call, type);
        return save(call, true, (tx, row) -> {
            SObjectType named = typeOf(call, tx, row);
            if (!named.name().equals(type.name())) {
                throw new ApiException(
                        StatusCode.INVALID_TYPE, "The record is of type " + named + ", the call upserts " + type);
            }
            JsonNode value = row.path(key.name());
            ObjectNode fields = row.deepCopy();
            fields.remove(key.name());
            if (key.type() == FieldType.ID) {
                return value.isMissingNode() || value.isNull()
                        ? dml.insert(tx, type, fields, call.writeContext())
                        : dml.update(
                                tx,
                                type,
                                String.valueOf(RecordId.normalize(value.asText())),
                                fields,
                                call.writeContext());
            }
            return dml.upsert(
                    tx, type, key, value.isMissingNode() ? NullNode.instance : value, fields, call.writeContext());
        });
    }

    private Answer save(Call call, boolean withCreated, BiFunction<Transaction, ObjectNode, SaveResult> write) {
        ObjectNode body = call.body();
        List<ObjectNode> rows = rows(body);
        boolean allOrNone =
                body.path("allOrNone").asBoolean(false) || call.work().allOrNone();
        List<SaveResult> results = run(call, rows, allOrNone, write);
        ArrayNode json = Json.array();
        results.forEach(result -> json.add(Errors.saveResult(result, withCreated)));
        return answer(json, results, typeName(rows.get(0)));
    }

    private static Answer answer(ArrayNode json, List<SaveResult> results, String object) {
        List<String> ids = results.stream()
                .filter(SaveResult::success)
                .map(result -> String.valueOf(result.id()))
                .toList();
        return Answer.ok(json).about(object, results.size()).wrote(ids, ids.size() < results.size());
    }

    private static <R> List<SaveResult> run(
            Call call, List<R> rows, boolean allOrNone, BiFunction<Transaction, R, SaveResult> write) {
        return call.work().write(tx -> {
            Transaction.Savepoint start = tx.savepoint();
            List<SaveResult> results = new ArrayList<>(rows.size());
            for (R row : rows) {
                results.add(attempt(tx, row, write));
            }
            if (allOrNone && results.stream().anyMatch(result -> !result.success())) {
                tx.rollbackTo(start);
                results.replaceAll(result -> result.success() ? SaveResult.refused(ROLLED_BACK) : result);
            }
            return results;
        });
    }

    private static <R> SaveResult attempt(Transaction tx, R row, BiFunction<Transaction, R, SaveResult> write) {
        Transaction.Savepoint before = tx.savepoint();
        try {
            return write.apply(tx, row);
        } catch (ApiException e) {
            tx.rollbackTo(before);
            return SaveResult.refused(e.error());
        }
    }

    private static List<ObjectNode> rows(ObjectNode body) {
        if (!(body.get("records") instanceof ArrayNode records) || records.isEmpty()) {
            throw new ApiException(StatusCode.JSON_PARSER_ERROR, "The body needs 'records' with at least one record");
        }
        requireCount(records.size());
        List<ObjectNode> rows = new ArrayList<>(records.size());
        int chunks = 0;
        for (JsonNode record : records) {
            if (!(record instanceof ObjectNode row) || typeName(row).isEmpty()) {
                throw new ApiException(StatusCode.JSON_PARSER_ERROR, "Every record needs 'attributes' with its 'type'");
            }
            boolean newChunk = rows.isEmpty() || !typeName(row).equals(typeName(rows.get(rows.size() - 1)));
            chunks += newChunk ? 1 : 0;
            rows.add(row);
        }
        if (chunks > MOST_CHUNKS) {
            throw new ApiException(
                    StatusCode.LIMIT_EXCEEDED,
                    "The records change their type too often: at most " + MOST_CHUNKS + " runs of one type");
        }
        return rows;
    }

    private static void requireCount(int count) {
        if (count > MOST_RECORDS) {
            throw new ApiException(
                    StatusCode.EXCEEDED_ID_LIMIT,
                    "record limit reached. cannot submit more than " + MOST_RECORDS + " records into this call");
        }
    }

    private static String typeName(ObjectNode row) {
        return row.path("attributes").path("type").asText("");
    }

    private static SObjectType typeOf(Call call, Transaction tx, ObjectNode row) {
        SObjectType type = tx.schema().find(typeName(row));
        if (type == null || (!call.rights().mayRead(type) && !call.rights().mayCreate(type))) {
            throw new ApiException(StatusCode.INVALID_TYPE, "sObject type '" + typeName(row) + "' is not supported.");
        }
        return type;
    }

    private Answer delete(Call call) {
        List<String> ids = List.of(call.requiredParameter("ids").split(","));
        requireCount(ids.size());
        boolean allOrNone =
                Boolean.parseBoolean(call.parameter("allOrNone")) || call.work().allOrNone();
        List<SaveResult> results = run(call, ids, allOrNone, (tx, id) -> {
            String normalized = RecordId.normalize(id.strip());
            SObjectType type = normalized == null ? null : tx.schema().typeOfId(normalized);
            if (normalized == null || type == null || type.definition().event()) {
                throw new ApiException(StatusCode.MALFORMED_ID, "malformed id " + id);
            }
            return dml.delete(tx, type, normalized, call.writeContext());
        });
        ArrayNode json = Json.array();
        results.forEach(result -> json.add(Errors.saveResult(result, false)));
        return answer(json, results, "");
    }

    private Answer retrieveByParameters(Call call) {
        List<String> ids = List.of(call.requiredParameter("ids").split(","));
        return retrieve(call, ids, call.requiredParameter("fields"));
    }

    private Answer retrieveByBody(Call call) {
        ObjectNode body = call.body();
        List<String> ids = new ArrayList<>();
        body.path("ids").forEach(id -> ids.add(id.asText()));
        List<String> fields = new ArrayList<>();
        body.path("fields").forEach(field -> fields.add(field.asText()));
        return retrieve(call, ids, String.join(",", fields));
    }

    private static Answer retrieve(Call call, List<String> ids, String fieldNames) {
        SObjectType type = call.object();
        List<Field> fields = Records.selected(type, fieldNames);
        ArrayNode json = Json.array();
        call.work().read(view -> {
            for (String id : ids) {
                @Nullable Row row = view.findLive(id.strip());
                json.add(
                        row != null && row.id().startsWith(type.keyPrefix())
                                ? Records.render(call, type, fields, row)
                                : NullNode.instance);
            }
            return json;
        });
        return Answer.ok(json).about(type.name(), ids.size());
    }
}
