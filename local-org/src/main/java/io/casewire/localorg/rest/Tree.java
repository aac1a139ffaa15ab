package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * New records with their children, all or nothing (Salesforce REST API guide: sObject Tree). A child is listed under the
 * name of the relationship from its parent.
 */
final class Tree {
    private static final int MOST_RECORDS = 200;
    private static final int MOST_TYPES = 5;
    private static final int MOST_LEVELS = 5;

    private final Dml dml;

    Tree(Dml dml) {
        this.dml = dml;
    }

    void routes(Routes routes) {
        routes.on("POST", "/composite/tree/{object}", this::answer);
    }

    /** A record of the tree as given, what it holds itself, and which lookup leads to which earlier record. */
    private record Branch(
            SObjectType type,
            String referenceId,
            ObjectNode source,
            ObjectNode fields,
            @Nullable Field lookup,
            @Nullable String parentReference) {}

    private Answer answer(Call call) {
        SObjectType type = call.object();
        ObjectNode body = call.body();
        List<Branch> branches = call.work().read(view -> read(view.schema(), type, body));
        Map<String, String> ids = new LinkedHashMap<>();
        Map<String, ApiError> errors = new LinkedHashMap<>();
        try {
            call.work().write(tx -> {
                branches.forEach(branch -> insert(tx, call, branch, ids, errors));
                if (!errors.isEmpty()) {
                    throw new ApiException(Subrequests.HALTED);
                }
                return ids;
            });
        } catch (ApiException e) {
            if (errors.isEmpty()) {
                throw e;
            }
            return refused(errors).about(type.name(), branches.size());
        }
        ObjectNode json = Json.object().put("hasErrors", false);
        ArrayNode results = json.putArray("results");
        ids.forEach((reference, id) ->
                results.addObject().put("referenceId", reference).put("id", id));
        return Answer.of(201, json).about(type.name(), branches.size()).wrote(List.copyOf(ids.values()), false);
    }

    private void insert(
            Transaction tx, Call call, Branch branch, Map<String, String> ids, Map<String, ApiError> errors) {
        String parent = branch.parentReference == null ? null : ids.get(branch.parentReference);
        if (branch.lookup != null && parent == null) {
            return; // its parent failed and says why
        }
        if (branch.lookup != null) {
            branch.fields.put(branch.lookup.name(), parent);
        }
        Transaction.Savepoint before = tx.savepoint();
        try {
            ids.put(
                    branch.referenceId,
                    String.valueOf(dml.insert(tx, branch.type, branch.fields, call.writeContext())
                            .id()));
        } catch (ApiException e) {
            tx.rollbackTo(before);
            errors.put(branch.referenceId, e.error());
        }
    }

    private static Answer refused(Map<String, ApiError> errors) {
        ObjectNode json = Json.object().put("hasErrors", true);
        ArrayNode results = json.putArray("results");
        errors.forEach((reference, error) -> results.addObject()
                .put("referenceId", reference)
                .putArray("errors")
                .add(Errors.ofRow(error)));
        return Answer.of(400, json);
    }

    /** All records, parents before children and level by level. */
    private static List<Branch> read(Schema schema, SObjectType type, ObjectNode body) {
        List<Branch> all = new ArrayList<>();
        List<Branch> level = new ArrayList<>();
        records(body.path("records")).forEach(record -> level.add(branch(type, record, null, null)));
        for (int depth = 1; !level.isEmpty(); depth++) {
            if (depth > MOST_LEVELS) {
                throw limit("levels", MOST_LEVELS);
            }
            all.addAll(level);
            List<Branch> next = new ArrayList<>();
            level.forEach(parent -> children(schema, parent, next));
            level.clear();
            level.addAll(next);
        }
        requireLimits(all);
        return all;
    }

    private static void children(Schema schema, Branch parent, List<Branch> next) {
        for (Map.Entry<String, JsonNode> entry : parent.source.properties()) {
            if (entry.getValue().path("records").isArray()) {
                for (ObjectNode record : records(entry.getValue().path("records"))) {
                    SObjectType type =
                            schema.find(record.path("attributes").path("type").asText());
                    Field lookup = type == null ? null : lookup(type, parent.type, entry.getKey());
                    if (type == null || lookup == null) {
                        throw new ApiException(
                                StatusCode.INVALID_FIELD,
                                "No such relationship '" + entry.getKey() + "' on sobject of type " + parent.type);
                    }
                    next.add(branch(type, record, lookup, parent.referenceId));
                    parent.fields.remove(entry.getKey());
                }
            }
        }
    }

    private static @Nullable Field lookup(SObjectType child, SObjectType parent, String relationship) {
        return child.fields().stream()
                .filter(field -> relationship.equalsIgnoreCase(field.childRelationshipName())
                        && field.referenceTo().contains(parent.name()))
                .findFirst()
                .orElse(null);
    }

    private static Branch branch(SObjectType type, ObjectNode record, @Nullable Field lookup, @Nullable String parent) {
        String reference = record.path("attributes").path("referenceId").asText("");
        if (reference.isEmpty()) {
            throw new ApiException(StatusCode.JSON_PARSER_ERROR, "Every record needs 'attributes' with a referenceId");
        }
        return new Branch(type, reference, record, record.deepCopy(), lookup, parent);
    }

    private static List<ObjectNode> records(JsonNode records) {
        if (!(records instanceof ArrayNode array) || array.isEmpty()) {
            throw new ApiException(StatusCode.JSON_PARSER_ERROR, "The body needs 'records' with at least one record");
        }
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode record : array) {
            if (!(record instanceof ObjectNode object)) {
                throw new ApiException(StatusCode.JSON_PARSER_ERROR, "Every record must be a JSON object");
            }
            all.add(object);
        }
        return all;
    }

    private static void requireLimits(List<Branch> all) {
        Set<String> references = new HashSet<>();
        Set<SObjectType> types = new HashSet<>();
        for (Branch branch : all) {
            types.add(branch.type);
            if (!references.add(branch.referenceId)) {
                throw new ApiException(
                        StatusCode.JSON_PARSER_ERROR, "Every referenceId may occur only once: " + branch.referenceId);
            }
        }
        if (all.size() > MOST_RECORDS) {
            throw limit("records", MOST_RECORDS);
        } else if (types.size() > MOST_TYPES) {
            throw limit("objects", MOST_TYPES);
        }
    }

    private static ApiException limit(String what, int most) {
        return new ApiException(StatusCode.LIMIT_EXCEEDED, "A tree holds at most " + most + " " + what);
    }
}
