package io.casewire.localorg.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object as data: what the resource of standard objects lists, what a deploy changes, and what a data folder keeps.
 *
 * @param keyPrefix the first three characters of its record ids; null until the schema gives a custom object one
 * @param event whether it is a platform event, which is published and never stored as a record
 * @param ownable whether its records have an owner
 * @param readOnly whether clients may only read it
 * @param assignable whether Sforce-Auto-Assign moves its new and changed records to the default owner
 * @param uniqueTogether fields whose values together may occur only once, with the message of the refusal
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ObjectDefinition(
        String name,
        String label,
        String labelPlural,
        @Nullable String keyPrefix,
        boolean custom,
        boolean event,
        boolean ownable,
        boolean readOnly,
        boolean assignable,
        List<Field> fields,
        List<ValidationRule> validationRules,
        List<UniqueTogether> uniqueTogether) {

    /** Fields whose values together may occur only once; a record that leaves one empty is not compared. */
    public record UniqueTogether(List<String> fields, String message) {}

    @SuppressWarnings("RedundantNullCheck") // JSON leaves out what is empty
    public ObjectDefinition {
        fields = fields == null ? List.of() : List.copyOf(fields);
        validationRules = validationRules == null ? List.of() : List.copyOf(validationRules);
        uniqueTogether = uniqueTogether == null ? List.of() : List.copyOf(uniqueTogether);
    }

    public ObjectDefinition withFields(List<Field> newFields) {
        return new ObjectDefinition(
                name,
                label,
                labelPlural,
                keyPrefix,
                custom,
                event,
                ownable,
                readOnly,
                assignable,
                newFields,
                validationRules,
                uniqueTogether);
    }

    public ObjectDefinition withValidationRules(List<ValidationRule> rules) {
        return new ObjectDefinition(
                name,
                label,
                labelPlural,
                keyPrefix,
                custom,
                event,
                ownable,
                readOnly,
                assignable,
                fields,
                rules,
                uniqueTogether);
    }

    public ObjectDefinition withLabels(String newLabel, String newLabelPlural) {
        return new ObjectDefinition(
                name,
                newLabel,
                newLabelPlural,
                keyPrefix,
                custom,
                event,
                ownable,
                readOnly,
                assignable,
                fields,
                validationRules,
                uniqueTogether);
    }

    ObjectDefinition withKeyPrefix(String prefix) {
        return new ObjectDefinition(
                name,
                label,
                labelPlural,
                prefix,
                custom,
                event,
                ownable,
                readOnly,
                assignable,
                fields,
                validationRules,
                uniqueTogether);
    }

    /** The same object with this field added, or changed when it exists. */
    public ObjectDefinition withField(Field field) {
        List<Field> all = new ArrayList<>(fields);
        int at = indexOf(field.name());
        if (at < 0) {
            all.add(field);
        } else {
            all.set(at, field);
        }
        return withFields(all);
    }

    /** The same object without this field. */
    public ObjectDefinition withoutField(String fieldName) {
        return withFields(fields.stream()
                .filter(field -> !field.name().equalsIgnoreCase(fieldName))
                .toList());
    }

    private int indexOf(String fieldName) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equalsIgnoreCase(fieldName)) {
                return i;
            }
        }
        return -1;
    }
}
