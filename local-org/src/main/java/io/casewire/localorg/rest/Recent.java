package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.soql.RecordJson;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** What was touched lately: by the caller, or of one object within a span. */
final class Recent {
    private static final int DEFAULT_LIMIT = 200;

    void routes(Routes routes) {
        routes.on("GET", "/recent", this::recent)
                .on("GET", "/sobjects/{object}/updated", call -> changed(call, false))
                .on("GET", "/sobjects/{object}/deleted", call -> changed(call, true));
    }

    private record Touched(SObjectType type, Row row, Instant at) {}

    /** The records the caller wrote last. Salesforce also lists what was only looked at. */
    private Answer recent(Call call) {
        String given = call.parameter("limit");
        int limit = given == null || !given.matches("\\d{1,4}") ? DEFAULT_LIMIT : Integer.parseInt(given);
        ArrayNode json = Json.array();
        call.work().read(view -> {
            touched(view, call.session().userId()).stream()
                    .sorted(Comparator.comparing(Touched::at).reversed())
                    .limit(limit)
                    .forEach(one -> json.add(json(call, one)));
            return json;
        });
        return Answer.ok(json).about("recent", json.size());
    }

    private static List<Touched> touched(RecordView view, String userId) {
        List<Touched> touched = new ArrayList<>();
        for (SObjectType type : view.schema().types()) {
            if (!type.definition().event() && !type.definition().readOnly()) {
                Field by = type.field("LastModifiedById");
                Field deleted = type.field("IsDeleted");
                for (Row row : view.rows(type)) {
                    if (userId.equals(row.get(by)) && row.get(deleted) != Boolean.TRUE) {
                        touched.add(new Touched(type, row, modified(type, row)));
                    }
                }
            }
        }
        return touched;
    }

    private static Instant modified(SObjectType type, Row row) {
        return (Instant) Objects.requireNonNull(row.get(type.field("LastModifiedDate")));
    }

    private static ObjectNode json(Call call, Touched one) {
        ObjectNode json = RecordJson.record(one.type.name(), call.version(), one.row.id());
        json.put("Id", one.row.id());
        Field name = one.type.nameField();
        if (name != null) {
            json.put("Name", one.row.text(name));
        }
        return json;
    }

    private Answer changed(Call call, boolean deleted) {
        SObjectType type = call.object();
        Instant start = time(call, "start");
        Instant end = time(call, "end");
        Predicate<Row> within = row -> {
            Instant at = modified(type, row);
            return (row.get(type.field("IsDeleted")) == Boolean.TRUE) == deleted
                    && !at.isBefore(start)
                    && at.isBefore(end);
        };
        List<Row> rows =
                call.work().read(view -> view.rows(type).stream().filter(within).toList());
        ObjectNode json = Json.object();
        if (deleted) {
            ArrayNode records = json.put(
                            "earliestDateAvailable",
                            RecordJson.value(start.minus(15, ChronoUnit.DAYS)).asText())
                    .putArray("deletedRecords");
            rows.forEach(row -> records.addObject()
                    .put("id", row.id())
                    .put("deletedDate", RecordJson.value(modified(type, row)).asText()));
        } else {
            ArrayNode ids = json.putArray("ids");
            rows.forEach(row -> ids.add(row.id()));
        }
        json.put("latestDateCovered", RecordJson.value(end).asText());
        return Answer.ok(json).about(type.name(), rows.size());
    }

    private static Instant time(Call call, String parameter) {
        return DateTimes.read(parameter, call.requiredParameter(parameter));
    }
}
