package io.casewire.localorg.dml;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lookups: that they point at a record of the right object, and how a row names a parent by an external id. */
final class References {
    private References() {}

    /** Refuses an id of another object, or of no record. */
    static void requireTarget(RecordView view, Field field, String id) {
        SObjectType target = view.schema().typeOfId(id);
        if (target == null || field.referenceTo().stream().noneMatch(target.name()::equalsIgnoreCase)) {
            throw new ApiException(
                    StatusCode.FIELD_INTEGRITY_EXCEPTION,
                    field.label() + ": id value of incorrect type: " + id,
                    field.name());
        }
        if (view.findLive(id) == null) {
            throw new ApiException(StatusCode.INVALID_CROSS_REFERENCE_KEY, "invalid cross reference id", field.name());
        }
    }

    /** The id of the parent that {@code {"<external id field>": "<value>"}} names. */
    static String resolve(RecordView view, Field lookup, JsonNode parent) {
        List<Map.Entry<String, JsonNode>> keys = new ArrayList<>();
        parent.properties().stream()
                .filter(entry ->
                        !entry.getKey().equals("attributes") && !entry.getKey().equals("type"))
                .forEach(keys::add);
        if (keys.size() != 1 || !keys.get(0).getValue().isValueNode()) {
            throw new ApiException(
                    StatusCode.INVALID_FIELD,
                    lookup.relationshipName() + ": expected exactly one external id field that names the record");
        }
        String keyName = keys.get(0).getKey();
        return resolve(view, lookup, keyName, keys.get(0).getValue());
    }

    private static String resolve(RecordView view, Field lookup, String keyName, JsonNode value) {
        for (String objectName : lookup.referenceTo()) {
            SObjectType target = view.schema().find(objectName);
            Field key = target == null ? null : target.findField(keyName);
            if (target != null && key != null) {
                return resolve(view, target, key, value);
            }
        }
        throw new ApiException(
                StatusCode.INVALID_FIELD,
                "No such column '" + keyName + "' on sobject of type " + String.join(", ", lookup.referenceTo()));
    }

    private static String resolve(RecordView view, SObjectType target, Field key, JsonNode value) {
        if (key.type() == FieldType.ID) {
            return String.valueOf(FieldValues.read(key, value));
        }
        if (!key.isIndexed()) {
            throw new ApiException(
                    StatusCode.INVALID_FIELD,
                    "Field name provided, " + key.name() + " is not an External ID or indexed field for "
                            + target.name());
        }
        Object read = FieldValues.read(key, value);
        List<Row> found = read == null ? List.of() : view.find(target, key, read);
        if (found.size() != 1) {
            throw new ApiException(new ApiError(
                    StatusCode.INVALID_FIELD,
                    (found.isEmpty() ? "Foreign key external ID: " : "More than one record found for external id: ")
                            + value.asText().toLowerCase(Locale.ROOT)
                            + (found.isEmpty() ? " not found" : "") + " for field " + key.name() + " in entity "
                            + target.name(),
                    List.of()));
        }
        return found.get(0).id();
    }
}
