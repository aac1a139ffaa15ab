package io.casewire.localorg.schema;

import java.util.ArrayList;
import java.util.List;

/** The fields every record has and only the org sets. */
final class SystemFields {
    private SystemFields() {}

    static List<Field> of(ObjectDefinition definition) {
        if (definition.event()) {
            return eventFields();
        }
        List<Field> fields = new ArrayList<>();
        fields.add(readOnly("Id", FieldType.ID).length(18).build());
        fields.add(readOnly("IsDeleted", FieldType.BOOLEAN).label("Deleted").build());
        if (definition.ownable()) {
            fields.add(Field.named("OwnerId", FieldType.REFERENCE)
                    .length(18)
                    .referenceTo(List.of("User", "Group"))
                    .relationshipName("Owner")
                    .build());
        }
        fields.add(readOnly("CreatedDate", FieldType.DATETIME).build());
        fields.add(user("CreatedById", "CreatedBy"));
        fields.add(readOnly("LastModifiedDate", FieldType.DATETIME).build());
        fields.add(user("LastModifiedById", "LastModifiedBy"));
        fields.add(readOnly("SystemModstamp", FieldType.DATETIME).build());
        return fields;
    }

    private static List<Field> eventFields() {
        return List.of(
                readOnly("ReplayId", FieldType.STRING).length(1000).build(),
                readOnly("EventUuid", FieldType.STRING).length(36).build(),
                readOnly("CreatedDate", FieldType.DATETIME).build(),
                user("CreatedById", "CreatedBy"));
    }

    private static Field user(String name, String relationship) {
        return readOnly(name, FieldType.REFERENCE)
                .length(18)
                .referenceTo(List.of("User"))
                .relationshipName(relationship)
                .build();
    }

    private static FieldBuilder readOnly(String name, FieldType type) {
        return Field.named(name, type).access(Access.READ_ONLY);
    }
}
