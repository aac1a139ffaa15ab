package io.casewire.localorg.schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of an object.
 *
 * @param slot the position of the field's value in a row
 * @param required whether a record without a value is refused
 * @param externalId whether records can be addressed by this field's value
 * @param relationshipName how a lookup is followed in queries and rows, such as {@code Account} for {@code AccountId}
 * @param displayFormat how an auto number looks, such as {@code EP-{00000}}
 */
@JsonDeserialize(builder = FieldBuilder.class)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Field(
        @JsonIgnore int slot,
        String name,
        String label,
        FieldType type,
        int length,
        int precision,
        int scale,
        boolean required,
        Access access,
        boolean unique,
        boolean externalId,
        boolean caseSensitive,
        boolean nameField,
        boolean custom,
        boolean autoNumber,
        boolean calculated,
        @Nullable String defaultValue,
        @Nullable String displayFormat,
        @Nullable String inlineHelpText,
        List<PicklistValue> picklistValues,
        boolean restrictedPicklist,
        List<String> referenceTo,
        @Nullable String relationshipName,
        @Nullable String childRelationshipName,
        boolean cascadeDelete) {

    public Field {
        picklistValues = List.copyOf(picklistValues);
        referenceTo = List.copyOf(referenceTo);
    }

    public static FieldBuilder named(String name, FieldType type) {
        return new FieldBuilder().name(name).type(type);
    }

    /** Whether values are kept in an index, so that they find their record without a scan. */
    @JsonIgnore
    public boolean isIndexed() {
        return unique || externalId;
    }

    @JsonIgnore
    public boolean isReference() {
        return type == FieldType.REFERENCE;
    }

    @JsonIgnore
    public boolean isCreateable() {
        return access != Access.READ_ONLY;
    }

    @JsonIgnore
    public boolean isUpdateable() {
        return access == Access.READ_WRITE;
    }

    Field at(int newSlot) {
        return FieldBuilder.from(this).slot(newSlot).build();
    }
}
