package io.casewire.localorg.metadata;

import io.casewire.localorg.schema.Access;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldBuilder;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.ObjectDefinition;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a CustomObject element into an object without the fields and rules it lists, which are components of their own. */
final class ObjectReader {
    private static final Set<String> KNOWN = Set.of(
            "fullName",
            "label",
            "pluralLabel",
            "nameField",
            "deploymentStatus",
            "sharingModel",
            "externalSharingModel",
            "description",
            "fields",
            "validationRules",
            "listViews",
            "compactLayouts",
            "compactLayoutAssignment",
            "searchLayouts",
            "actionOverrides",
            "visibility",
            "eventType",
            "publishBehavior",
            "allowInChatterGroups",
            "startsWith",
            "gender");
    private static final int NAME_LENGTH = 80;

    private ObjectReader() {}

    static ObjectDefinition read(Element xml, String name, Schema schema) {
        for (Element child : xml.children()) {
            if (!KNOWN.contains(child.name()) && !child.name().startsWith("enable")) {
                throw new DeployException(
                        name, child.line(), "The local org does not support '" + child.name() + "' of an object");
            }
        }
        SObjectType existing = schema.find(name);
        if (name.endsWith(Suffix.EVENT)) {
            return event(xml, name, existing);
        } else if (name.endsWith(Suffix.CUSTOM)) {
            return object(xml, name, existing);
        } else if (name.endsWith(Suffix.METADATA)) {
            return metadata(xml, name, existing);
        } else if (existing == null) {
            throw new DeployException(
                    name, xml.line(), "Entity Enumeration Or ID: bad value for restricted picklist field: " + name);
        }
        return existing.definition();
    }

    private static ObjectDefinition event(Element xml, String name, @Nullable SObjectType existing) {
        String eventType = xml.required("eventType", name);
        if (!eventType.equals("HighVolume")) {
            throw new DeployException(
                    name, xml.line(), "The local org supports HighVolume events only, found " + eventType);
        }
        return definition(xml, name, existing, Kind.EVENT);
    }

    private static ObjectDefinition object(Element xml, String name, @Nullable SObjectType existing) {
        xml.required("pluralLabel", name);
        xml.required("sharingModel", name);
        Element nameField = xml.first("nameField");
        if (nameField == null) {
            throw new DeployException(name, xml.line(), "Must specify a nameField of type Text or AutoNumber");
        }
        boolean ownable = !xml.text("sharingModel", "").equals("ControlledByParent");
        return definition(xml, name, existing, ownable ? Kind.OWNED : Kind.DETAIL)
                .withField(nameField(nameField, name));
    }

    /** The type of records that are metadata themselves: their values come with a deploy, too. */
    private static ObjectDefinition metadata(Element xml, String name, @Nullable SObjectType existing) {
        ObjectDefinition definition = definition(xml, name, existing, Kind.METADATA);
        for (String field : List.of("DeveloperName", "MasterLabel", "Label", "QualifiedApiName", "Language")) {
            definition = definition.withField(Field.named(field, FieldType.STRING)
                    .length(NAME_LENGTH)
                    .access(Access.READ_ONLY)
                    .nameField(field.equals("DeveloperName"))
                    .build());
        }
        return definition.withField(Field.named("NamespacePrefix", FieldType.STRING)
                .length(15)
                .access(Access.READ_ONLY)
                .build());
    }

    /** What differs between the objects people add. */
    private enum Kind {
        OWNED,
        DETAIL,
        EVENT,
        METADATA
    }

    private static ObjectDefinition definition(Element xml, String name, @Nullable SObjectType existing, Kind kind) {
        String label = xml.required("label", name);
        String plural = xml.text("pluralLabel", label);
        if (existing != null) {
            return existing.definition().withLabels(label, plural);
        }
        return new ObjectDefinition(
                name,
                label,
                plural,
                null,
                true,
                kind == Kind.EVENT,
                kind == Kind.OWNED,
                kind == Kind.METADATA,
                false,
                List.of(),
                List.of(),
                List.of());
    }

    private static Field nameField(Element xml, String component) {
        String type = xml.required("type", component);
        FieldBuilder name = Field.named("Name", FieldType.STRING)
                .label(xml.required("label", component))
                .length(NAME_LENGTH)
                .nameField(true);
        return switch (type) {
            case "Text" -> name.build();
            case "AutoNumber" ->
                name.autoNumber(true)
                        .access(Access.READ_ONLY)
                        .displayFormat(xml.required("displayFormat", component))
                        .build();
            default ->
                throw new DeployException(component, xml.line(), "A name field is Text or AutoNumber, not " + type);
        };
    }
}
