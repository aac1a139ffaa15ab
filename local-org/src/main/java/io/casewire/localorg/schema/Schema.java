package io.casewire.localorg.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All objects of the org and the components deployed beside them; immutable, a deploy makes a new one. */
public final class Schema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Map<String, SObjectType> types;
    private final List<Component> components;
    private final Map<String, SObjectType> typesByPrefix = new HashMap<>();

    private Schema(Map<String, SObjectType> types, List<Component> components) {
        this.types = types;
        this.components = List.copyOf(components);
        types.values().forEach(type -> typesByPrefix.put(type.keyPrefix(), type));
    }

    /** The objects an org has before anything is deployed. */
    public static Schema standard() {
        return of(StandardObjects.read());
    }

    /** The objects of the Tooling API. */
    public static Schema tooling() {
        return of(StandardObjects.readTooling());
    }

    private static Schema of(List<ObjectDefinition> definitions) {
        Map<String, SObjectType> types = new LinkedHashMap<>();
        definitions.forEach(definition -> types.put(key(definition.name()), new SObjectType(definition)));
        return new Schema(types, List.of());
    }

    public Collection<SObjectType> types() {
        return types.values();
    }

    public List<Component> components() {
        return components;
    }

    /** The components of this type, in the order they were deployed. */
    public List<Component> components(String type) {
        return components.stream()
                .filter(component -> component.type().equals(type))
                .toList();
    }

    /** The component of this type and name, the name in any case; null when there is none. */
    public @Nullable Component component(String type, String fullName) {
        return components.stream()
                .filter(component ->
                        component.type().equals(type) && component.fullName().equalsIgnoreCase(fullName))
                .findFirst()
                .orElse(null);
    }

    public @Nullable SObjectType find(String objectName) {
        return types.get(key(objectName));
    }

    /** An object that is known to exist. */
    public SObjectType type(String objectName) {
        SObjectType type = find(objectName);
        if (type == null) {
            throw new IllegalArgumentException("no object " + objectName);
        }
        return type;
    }

    /** The object a record id belongs to. */
    public @Nullable SObjectType typeOfId(String id) {
        return id.length() < 3 ? null : typesByPrefix.get(id.substring(0, 3));
    }

    /** This schema with an object added or changed. A new custom object gets the next free key prefix. */
    public Schema with(ObjectDefinition definition) {
        SObjectType existing = find(definition.name());
        String prefix = existing != null ? existing.keyPrefix() : definition.keyPrefix();
        ObjectDefinition complete = definition.withKeyPrefix(prefix != null ? prefix : nextPrefix(definition));
        Map<String, SObjectType> changed = new LinkedHashMap<>(types);
        changed.put(key(definition.name()), new SObjectType(complete));
        return new Schema(changed, components);
    }

    /**
     * This schema with some objects, and some of their fields, only. Fields keep their places, so that rows can still be
     * read; it is for looking, not for deploying.
     */
    public Schema restricted(Predicate<SObjectType> objects, Function<SObjectType, Predicate<Field>> fields) {
        Map<String, SObjectType> some = new LinkedHashMap<>();
        types.forEach((name, type) -> {
            if (objects.test(type)) {
                some.put(name, type.restricted(fields.apply(type)));
            }
        });
        return new Schema(some, components);
    }

    /** This schema without an object. */
    public Schema without(String objectName) {
        Map<String, SObjectType> changed = new LinkedHashMap<>(types);
        changed.remove(key(objectName));
        return new Schema(changed, components);
    }

    /** This schema with a component added, or replaced when it exists. */
    public Schema with(Component component) {
        List<Component> changed = new ArrayList<>(components);
        changed.removeIf(other ->
                other.type().equals(component.type()) && other.fullName().equals(component.fullName()));
        changed.add(component);
        return new Schema(types, changed);
    }

    /** This schema without a component. */
    public Schema without(String componentType, String fullName) {
        List<Component> changed = new ArrayList<>(components);
        changed.removeIf(component ->
                component.type().equals(componentType) && component.fullName().equalsIgnoreCase(fullName));
        return new Schema(types, changed);
    }

    private String nextPrefix(ObjectDefinition definition) {
        String kind = definition.event() ? "e" : definition.readOnly() ? "m" : "a";
        for (int number = 0; ; number++) {
            String prefix = kind
                    + DIGITS.charAt(number / DIGITS.length() % DIGITS.length())
                    + DIGITS.charAt(number % DIGITS.length());
            if (!typesByPrefix.containsKey(prefix)) {
                return prefix;
            }
        }
    }

    /** What was deployed, as text a data folder can keep. */
    public String toJson() {
        List<ObjectDefinition> deployed = types.values().stream()
                .map(SObjectType::definition)
                .filter(Schema::isChanged)
                .map(Schema::deployedPart)
                .toList();
        try {
            return JSON.writeValueAsString(new Deployed(deployed, components));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The standard objects with everything deployed that {@link #toJson} wrote. */
    public static Schema fromJson(String json) {
        try {
            Deployed deployed = JSON.readValue(json, Deployed.class);
            Schema schema = standard();
            if (deployed.components().stream().anyMatch(PersonAccounts::isSwitch)) {
                schema = PersonAccounts.withFields(schema);
            }
            for (ObjectDefinition definition : deployed.objects()) {
                schema = schema.with(schema.restored(definition));
            }
            return new Schema(schema.types, deployed.components());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectDefinition restored(ObjectDefinition deployed) {
        SObjectType base = find(deployed.name());
        if (base == null) {
            return deployed;
        }
        ObjectDefinition whole = base.definition()
                .withLabels(deployed.label(), deployed.labelPlural())
                .withValidationRules(deployed.validationRules());
        for (Field field : deployed.fields()) {
            whole = whole.withField(field);
        }
        return whole;
    }

    private static boolean isChanged(ObjectDefinition definition) {
        return definition.custom()
                || !definition.validationRules().isEmpty()
                || definition.fields().stream().anyMatch(Field::custom);
    }

    /** A standard object keeps only what was added, so that a newer version's standard fields win. */
    private static ObjectDefinition deployedPart(ObjectDefinition definition) {
        return definition.custom()
                ? definition
                : definition.withFields(
                        definition.fields().stream().filter(Field::custom).toList());
    }

    private static String key(String objectName) {
        return objectName.toLowerCase(Locale.ROOT);
    }

    private record Deployed(List<ObjectDefinition> objects, List<Component> components) {}
}
