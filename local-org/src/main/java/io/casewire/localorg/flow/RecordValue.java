package io.casewire.localorg.flow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.soql.RecordJson;
import io.casewire.localorg.store.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record in a flow's hands: its values, and those the flow changed since. */
final class RecordValue {
    private final SObjectType type;
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> changed = new LinkedHashMap<>();

    RecordValue(SObjectType type) {
        this.type = type;
    }

    static RecordValue of(SObjectType type, Row row) {
        RecordValue value = new RecordValue(type);
        type.fields().forEach(field -> value.values.put(field.name(), row.get(field)));
        return value;
    }

    static RecordValue of(SObjectType type, Row.Draft draft) {
        RecordValue value = new RecordValue(type);
        type.fields().forEach(field -> value.values.put(field.name(), draft.get(field)));
        return value;
    }

    SObjectType type() {
        return type;
    }

    @Nullable
    Object get(String name) {
        Field field = type.findField(name);
        return values.get(field == null ? name : field.name());
    }

    void set(String name, @Nullable Object value) {
        Field field = type.findField(name);
        String known = field == null ? name : field.name();
        values.put(known, value);
        changed.put(known, value);
    }

    /** The values as a call would send them: of a new record all, of another those that were changed. */
    ObjectNode toJson(boolean all) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        (all ? values : changed).forEach((name, value) -> {
            if (!name.equals("Id")) {
                json.set(name, RecordJson.value(value));
            }
        });
        return json;
    }

    Map<String, @Nullable Object> changed() {
        return changed;
    }

    @Override
    public String toString() {
        return String.valueOf(values.get("Id"));
    }
}
