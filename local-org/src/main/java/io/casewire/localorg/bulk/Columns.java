package io.casewire.localorg.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a job's file mean.
 *
 * @param problem why the file cannot be used, or null
 */
record Columns(SObjectType type, List<String> header, @Nullable String problem) {
    /** What empties a field; an empty value leaves it as it is (Bulk API 2.0 guide: valid CSV values). */
    private static final String EMPTIES = "#N/A";

    static Columns of(SObjectType type, List<String> header, String operation, @Nullable String externalId) {
        return new Columns(type, List.copyOf(header), problem(type, header, operation, externalId));
    }

    private static @Nullable String problem(
            SObjectType type, List<String> header, String operation, @Nullable String externalId) {
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                return "InvalidBatch : Duplicate field name found : " + name;
            }
            if (!isKnown(type, name)) {
                return "InvalidBatch : Field name not found : " + name;
            }
        }
        String needed = operation.equals("upsert") ? externalId : operation.equals("insert") ? null : "Id";
        if (needed != null && !seen.contains(needed.toLowerCase(Locale.ROOT))) {
            return "InvalidBatch : Field name not found : " + needed;
        }
        return null;
    }

    private static boolean isKnown(SObjectType type, String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return type.findField(name) != null;
        }
        Field lookup = type.findRelationship(name.substring(0, dot));
        return lookup != null && dot < name.length() - 1;
    }

    /** A row as the fields it sets; {@code Account.Number} names a parent by an external id. */
    ObjectNode fields(List<String> row) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < row.size(); i++) {
            String value = row.get(i);
            if (!value.isEmpty()) {
                set(fields, header.get(i), value);
            }
        }
        return fields;
    }

    private static void set(ObjectNode fields, String name, String value) {
        int dot = name.indexOf('.');
        if (dot > 0) {
            fields.putObject(name.substring(0, dot)).put(name.substring(dot + 1), value);
        } else {
            fields.set(name, value.equals(EMPTIES) ? NullNode.instance : TextNode.valueOf(value));
        }
    }
}
