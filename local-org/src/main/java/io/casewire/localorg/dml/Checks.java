package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.ObjectDefinition.UniqueTogether;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.ArrayList;
import java.util.List;

/** The checks every record passes: writable, required and unique fields. */
final class Checks {
    private Checks() {}

    static void writable(Field field, boolean create) {
        if (field.type() == FieldType.ID) {
            throw new ApiException(
                    StatusCode.INVALID_FIELD,
                    create
                            ? "cannot specify Id in an insert call"
                            : "The Id field should not be specified in the sobject data.",
                    field.name());
        }
        editable(create ? field.isCreateable() : field.isUpdateable(), field);
    }

    static void editable(boolean allowed, Field field) {
        if (!allowed) {
            throw new ApiException(
                    StatusCode.INVALID_FIELD_FOR_INSERT_UPDATE,
                    "Unable to create/update fields: " + field.name()
                            + ". Please check the security settings of this field and verify that it is read/write"
                            + " for your profile or permission set.",
                    field.name());
        }
    }

    static void required(SObjectType type, Row row) {
        List<String> missing = new ArrayList<>();
        for (Field field : type.fields()) {
            if (field.required() && row.get(field) == null) {
                missing.add(field.name());
            }
        }
        if (!missing.isEmpty()) {
            throw new ApiException(new ApiError(
                    StatusCode.REQUIRED_FIELD_MISSING, "Required fields are missing: " + missing, missing));
        }
    }

    static void unique(RecordView view, SObjectType type, Row row) {
        for (Field field : type.fields()) {
            Object value = field.unique() ? row.get(field) : null;
            if (value != null) {
                for (Row other : view.find(type, field, value)) {
                    refuseSame(field, row, other);
                }
            }
        }
        for (UniqueTogether together : type.definition().uniqueTogether()) {
            if (view.findSame(type, together, row).stream()
                    .anyMatch(other -> !other.id().equals(row.id()))) {
                throw new ApiException(StatusCode.DUPLICATE_VALUE, together.message());
            }
        }
    }

    private static void refuseSame(Field field, Row row, Row other) {
        if (!other.id().equals(row.id())) {
            throw new ApiException(
                    StatusCode.DUPLICATE_VALUE,
                    "duplicate value found: " + field.name() + " duplicates value on record with id: " + other.id(),
                    field.name());
        }
    }
}
