package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.SaveResult;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.pubsub.EventPublisher;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.soql.RecordJson;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record at a time: create, read, update, delete, and the same by external id. */
final class Records {
    /** From this version on, an upsert that updates says so instead of answering without content. */
    private static final int UPDATE_SAYS_CREATED_FALSE = 46;

    private final Dml dml;
    private final EventPublisher events;

    Records(Dml dml, EventPublisher events) {
        this.dml = dml;
        this.events = events;
    }

    void routes(Routes routes) {
        routes.on("POST", "/sobjects/{object}", this::create)
                .on("GET", "/sobjects/{object}/{id}", this::retrieve)
                .on("PATCH", "/sobjects/{object}/{id}", this::update)
                .on("DELETE", "/sobjects/{object}/{id}", this::delete)
                .on("GET", "/sobjects/{object}/{key}/{value}", this::retrieveByKey)
                .on("PATCH", "/sobjects/{object}/{key}/{value}", this::upsert)
                .on("DELETE", "/sobjects/{object}/{key}/{value}", this::deleteByKey);
    }

    private Answer create(Call call) {
        SObjectType type = call.object();
        ObjectNode body = call.body();
        SaveResult result = call.work().write(tx -> insert(tx, type, body, call));
        return Answer.of(201, Errors.saveResult(result, false))
                .about(type.name(), 1)
                .wrote(List.of(String.valueOf(result.id())), false)
                .withHeader("Location", url(call, type, String.valueOf(result.id())));
    }

    private SaveResult insert(Transaction tx, SObjectType type, ObjectNode body, Call call) {
        return type.definition().event()
                ? events.publish(tx, type, body, call.writeContext())
                : dml.insert(tx, type, body, call.writeContext());
    }

    private Answer retrieve(Call call) {
        SObjectType type = records(call);
        return call.work().read(view -> {
            Row row = view.get(type, call.id());
            if (row == null) {
                throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
            }
            if (row.get(type.field("IsDeleted")) == Boolean.TRUE) {
                throw new ApiException(StatusCode.ENTITY_IS_DELETED, "entity is deleted");
            }
            return retrieved(call, type, row);
        });
    }

    private static Answer retrieved(Call call, SObjectType type, Row row) {
        List<Field> fields = selected(type, call.parameter("fields"));
        return Answer.ok(render(call, type, fields, row)).about(type.name(), 1);
    }

    static ObjectNode render(Call call, SObjectType type, List<Field> fields, Row row) {
        ObjectNode body = RecordJson.record(type.name(), call.version(), row.id());
        fields.forEach(field -> body.set(field.name(), RecordJson.value(row.get(field))));
        return body;
    }

    /** The fields a comma-separated list names, or all of them. */
    static List<Field> selected(SObjectType type, @Nullable String names) {
        if (names == null || names.isBlank()) {
            return type.fields();
        }
        List<Field> fields = new ArrayList<>();
        for (String name : names.split(",")) {
            Field field = type.findField(name.strip());
            if (field == null) {
                throw new ApiException(
                        StatusCode.INVALID_FIELD,
                        "No such column '" + name.strip() + "' on entity '" + type.name() + "'");
            }
            fields.add(field);
        }
        return fields;
    }

    private Answer update(Call call) {
        SObjectType type = records(call);
        ObjectNode body = call.body();
        call.work().write(tx -> {
            requireExisting(tx, type, call.id());
            return dml.update(tx, type, call.id(), body, call.writeContext());
        });
        return written(type, call.id());
    }

    private Answer delete(Call call) {
        SObjectType type = records(call);
        call.work().write(tx -> {
            requireExisting(tx, type, call.id());
            return dml.delete(tx, type, call.id(), call.writeContext());
        });
        return written(type, call.id());
    }

    private static Answer written(SObjectType type, String id) {
        return Answer.noContent().about(type.name(), 1).wrote(List.of(id), false);
    }

    private static void requireExisting(RecordView view, SObjectType type, String id) {
        if (view.get(type, id) == null) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
    }

    private Answer retrieveByKey(Call call) {
        SObjectType type = records(call);
        Field key = key(call, type);
        List<Row> found = call.work().read(view -> find(view, type, key, call.variable("value")));
        if (found.size() > 1) {
            return multiple(call, type, found);
        }
        return retrieved(call, type, only(found));
    }

    private Answer upsert(Call call) {
        SObjectType type = records(call);
        Field key = key(call, type);
        if (key.type() == FieldType.ID) {
            throw new ApiException(
                    StatusCode.METHOD_NOT_ALLOWED, "HTTP Method 'PATCH' not allowed on the Id field as external id");
        }
        ObjectNode body = call.body();
        requireAbsent(body, key);
        List<Row> found = call.work().read(view -> find(view, type, key, call.variable("value")));
        if (found.size() > 1) {
            return multiple(call, type, found);
        }
        if (found.isEmpty() && "true".equalsIgnoreCase(call.parameter("updateOnly"))) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        SaveResult result = call.work()
                .write(tx ->
                        dml.upsert(tx, type, key, TextNode.valueOf(call.variable("value")), body, call.writeContext()));
        if (!result.created() && call.versionNumber() < UPDATE_SAYS_CREATED_FALSE) {
            return written(type, String.valueOf(result.id()));
        }
        return Answer.of(result.created() ? 201 : 200, Errors.saveResult(result, true))
                .about(type.name(), 1)
                .wrote(List.of(String.valueOf(result.id())), false);
    }

    private Answer deleteByKey(Call call) {
        SObjectType type = records(call);
        Field key = key(call, type);
        List<Row> found = call.work().read(view -> find(view, type, key, call.variable("value")));
        if (found.size() > 1) {
            return multiple(call, type, found);
        }
        String id = only(found).id();
        call.work().write(tx -> dml.delete(tx, type, id, call.writeContext()));
        return written(type, id);
    }

    private static List<Row> find(RecordView view, SObjectType type, Field key, String value) {
        if (key.type() == FieldType.ID) {
            Row row = view.findLive(value);
            return row == null ? List.of() : List.of(row);
        }
        return view.find(type, key, value);
    }

    private static Row only(List<Row> found) {
        if (found.isEmpty()) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        return found.get(0);
    }

    private static Answer multiple(Call call, SObjectType type, List<Row> found) {
        ArrayNode urls = Json.array();
        found.forEach(row -> urls.add(url(call, type, row.id())));
        return Answer.of(300, urls);
    }

    /** The value of the external id stands in the path, and nowhere else. */
    private static void requireAbsent(ObjectNode body, Field key) {
        body.fieldNames().forEachRemaining(name -> {
            if (name.equalsIgnoreCase(key.name())) {
                throw new ApiException(
                        StatusCode.INVALID_FIELD,
                        "The " + key.name() + " field should not be specified in the sobject data.");
            }
        });
    }

    private static SObjectType records(Call call) {
        SObjectType type = call.object();
        if (type.definition().event()) {
            throw new ApiException(StatusCode.METHOD_NOT_ALLOWED, "Platform events can only be created");
        }
        return type;
    }

    static Field key(Call call, SObjectType type) {
        Field key = type.findField(call.variable("key"));
        if (key == null
                && (RecordId.normalize(call.variable("key")) != null
                        || call.variable("key").equals("describe"))) {
            throw new ApiException(
                    StatusCode.NOT_FOUND,
                    "The requested resource does not exist: the local org follows no relationships in addresses, and"
                            + " describes no layouts");
        }
        if (key == null || !(key.isIndexed() || key.type() == FieldType.ID)) {
            throw new ApiException(
                    StatusCode.NOT_FOUND,
                    "Provided external ID field does not exist or is not accessible: " + call.variable("key"));
        }
        return key;
    }

    private static String url(Call call, SObjectType type, String id) {
        return "/services/data/" + call.version() + "/sobjects/" + type.name() + "/" + id;
    }
}
