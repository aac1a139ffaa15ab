package io.casewire.localorg.metadata;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.FieldValues;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A component that is also a record others refer to: a permission set is assigned, a queue owns, a notification is of a type.
 *
 * @param key the field that holds its name
 */
record SetupRecord(String object, String key, ObjectNode body) {

    /** @return null for a component that is no record */
    static @Nullable SetupRecord of(Part part) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        Element xml = part.xml();
        if (part.type().equals(MetadataType.PERMISSION_SET.xmlName())) {
            body.put("Name", part.name())
                    .put("Label", xml.text("label", part.name()))
                    .put("Description", xml.text("description", ""));
            return new SetupRecord("PermissionSet", "Name", body);
        } else if (part.type().equals(MetadataType.QUEUE.xmlName())) {
            body.put("DeveloperName", part.name())
                    .put("Name", xml.text("name", part.name()))
                    .put("Type", "Queue");
            return new SetupRecord("Group", "DeveloperName", body);
        } else if (part.type().equals(MetadataType.CUSTOM_NOTIFICATION_TYPE.xmlName())) {
            body.put("DeveloperName", part.name())
                    .put("CustomNotifTypeName", xml.text("customNotifTypeName", part.name()))
                    .put("MasterLabel", xml.text("masterLabel", part.name()))
                    .put("Description", xml.text("description", ""))
                    .put("Desktop", xml.isTrue("desktop"))
                    .put("Mobile", xml.isTrue("mobile"));
            return new SetupRecord("CustomNotificationType", "DeveloperName", body);
        }
        return null;
    }

    String name() {
        return body.path(key).asText();
    }

    /** @throws DeployException when a value does not fit its field */
    void check(Schema schema, int line) {
        SObjectType type = schema.type(object);
        body.properties().forEach(value -> {
            try {
                FieldValues.read(type.field(value.getKey()), value.getValue());
            } catch (ApiException e) {
                throw new DeployException(name(), line, String.valueOf(e.getMessage()));
            }
        });
    }

    void save(Transaction tx, Dml dml, WriteContext context) {
        SObjectType type = tx.schema().type(object);
        List<Row> existing = tx.rows(type).stream()
                .filter(row ->
                        name().equals(row.text(type.field(key))) && row.get(type.field("IsDeleted")) != Boolean.TRUE)
                .toList();
        if (existing.isEmpty()) {
            dml.insert(tx, type, body, context);
        } else {
            dml.update(tx, type, existing.get(0).id(), body, context);
        }
    }
}
