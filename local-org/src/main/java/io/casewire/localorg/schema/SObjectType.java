package io.casewire.localorg.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An object of the org with its fields, found by name in any case; immutable. */
public final class SObjectType {
    private final ObjectDefinition definition;
    private final String keyPrefix;
    private final List<Field> fields;
    private final Map<String, Field> fieldsByName = new HashMap<>();
    private final Map<String, Field> fieldsByRelationship = new HashMap<>();

    SObjectType(ObjectDefinition definition) {
        this(definition, withSlots(definition));
    }

    private SObjectType(ObjectDefinition definition, List<Field> fields) {
        this.definition = definition;
        this.keyPrefix = Objects.requireNonNull(definition.keyPrefix(), definition.name());
        this.fields = List.copyOf(fields);
        for (Field field : fields) {
            fieldsByName.put(field.name(), field);
            fieldsByName.put(lower(field.name()), field);
            String relationship = field.relationshipName();
            if (relationship != null) {
                fieldsByRelationship.put(lower(relationship), field);
            }
        }
    }

    private static List<Field> withSlots(ObjectDefinition definition) {
        List<Field> all = new ArrayList<>(SystemFields.of(definition));
        all.addAll(definition.fields());
        List<Field> placed = new ArrayList<>(all.size());
        for (Field field : all) {
            placed.add(field.at(placed.size()));
        }
        return List.copyOf(placed);
    }

    /** The same object with some of its fields, each in its place. */
    SObjectType restricted(Predicate<Field> kept) {
        return new SObjectType(definition, fields.stream().filter(kept).toList());
    }

    public String name() {
        return definition.name();
    }

    public String keyPrefix() {
        return keyPrefix;
    }

    public ObjectDefinition definition() {
        return definition;
    }

    /** What a record takes of the org's storage: 2 KB for most (Salesforce help: record sizes). */
    public int kilobytesPerRecord() {
        if (definition.readOnly() || definition.event() || name().equals("User")) {
            return 0;
        }
        return name().equals("CampaignMember") ? 1 : 2;
    }

    /** All fields, system fields first; a field's place in this list is its slot. */
    public List<Field> fields() {
        return fields;
    }

    public @Nullable Field findField(String fieldName) {
        Field exact = fieldsByName.get(fieldName);
        return exact != null ? exact : fieldsByName.get(lower(fieldName));
    }

    /** A field that every object of this kind has. */
    public Field field(String fieldName) {
        return Objects.requireNonNull(findField(fieldName), () -> name() + "." + fieldName);
    }

    /** The lookup that is followed by this relationship name, such as {@code AccountId} by {@code Account}. */
    public @Nullable Field findRelationship(String relationshipName) {
        return fieldsByRelationship.get(lower(relationshipName));
    }

    /** The field that names a record for people. */
    public @Nullable Field nameField() {
        return fields.stream().filter(Field::nameField).findFirst().orElse(null);
    }

    @Override
    public String toString() {
        return name();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
