package io.casewire.localorg.metadata;

import io.casewire.localorg.formula.Formula;
import io.casewire.localorg.formula.FormulaException;
import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.ObjectDefinition;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.schema.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds one component to the schema, or says why it cannot be added. */
final class ComponentDeploy {
    private static final Set<String> RULE_PARTS =
            Set.of("fullName", "active", "description", "errorConditionFormula", "errorDisplayField", "errorMessage");

    private static final Set<String> NOTIFICATION_PARTS =
            Set.of("fullName", "customNotifTypeName", "description", "desktop", "masterLabel", "mobile", "slack");

    private final FlowCheck flows;
    private Schema schema;

    ComponentDeploy(Schema schema, FlowCheck flows) {
        this.schema = schema;
        this.flows = flows;
    }

    Schema schema() {
        return schema;
    }

    /** Its channels have to be named, even one that is off. */
    void notificationType(SourceFile file, Element xml) {
        requireOnly(xml, NOTIFICATION_PARTS, file.name());
        List.of("customNotifTypeName", "desktop", "masterLabel", "mobile")
                .forEach(part -> xml.required(part, file.name()));
    }

    void flow(String name, Element xml) {
        flows.check(name, xml, schema);
    }

    void object(SourceFile file, Element xml) {
        schema = schema.with(ObjectReader.read(xml, file.name(), schema));
    }

    void field(String objectName, Element xml, String name) {
        String component = objectName + "." + name;
        ObjectDefinition object = object(objectName, component, xml);
        Field field = FieldReader.read(xml, name, component);
        for (String target : field.referenceTo()) {
            if (schema.find(target) == null) {
                throw new DeployException(
                        component,
                        xml.line(),
                        "referenceTo value of '" + target + "' does not resolve to a valid sObject type");
            }
        }
        Field existing = schema.type(objectName).findField(name);
        if (existing != null && existing.type() != field.type()) {
            throw new DeployException(
                    component,
                    xml.line(),
                    "The local org cannot change the type of a field from "
                            + existing.type().describeName() + " to "
                            + field.type().describeName() + ": delete the field first");
        }
        schema = schema.with(object.withField(field));
    }

    void validationRule(String objectName, Element xml, String name) {
        String component = objectName + "." + name;
        requireOnly(xml, RULE_PARTS, component);
        ObjectDefinition object = object(objectName, component, xml);
        SObjectType type = schema.type(objectName);
        String text = xml.required("errorConditionFormula", component);
        try {
            Formula.compile(text).fieldNames().forEach(field -> requireField(type, field, component, xml.line()));
        } catch (FormulaException e) {
            throw new DeployException(component, xml.line(), String.valueOf(e.getMessage()));
        }
        String displayField = xml.text("errorDisplayField", "");
        if (!displayField.isEmpty()) {
            requireField(type, displayField, component, xml.line());
        }
        ValidationRule rule = new ValidationRule(
                name,
                xml.isTrue("active"),
                text,
                xml.required("errorMessage", component),
                displayField.isEmpty() ? null : displayField);
        List<ValidationRule> rules = new ArrayList<>(object.validationRules());
        rules.removeIf(other -> other.name().equals(name));
        rules.add(rule);
        schema = schema.with(object.withValidationRules(rules));
    }

    void listView(String objectName, Element xml, String name) {
        String component = objectName + "." + name;
        object(objectName, component, xml);
        SObjectType type = schema.type(objectName);
        Stream<Element> filters = xml.all("filters").stream().flatMap(filter -> filter.all("field").stream());
        Stream.concat(xml.all("columns").stream(), filters)
                .filter(column -> Suffix.isCustom(column.text()))
                .forEach(column -> requireField(type, column.text(), component, column.line()));
    }

    void layout(SourceFile file, Element xml) {
        int dash = file.name().indexOf('-');
        String objectName = dash < 0 ? file.name() : file.name().substring(0, dash);
        object(objectName, file.name(), xml);
        SObjectType type = schema.type(objectName);
        layoutFields(xml).forEach(field -> requireField(type, field.text(), file.name(), field.line()));
    }

    private static Stream<Element> layoutFields(Element xml) {
        if (xml.name().equals("layoutItems")) {
            return xml.all("field").stream();
        }
        return xml.children().stream()
                .filter(child -> child.name().startsWith("layout"))
                .flatMap(ComponentDeploy::layoutFields);
    }

    void compactLayout(String objectName, Element xml, String name) {
        String component = objectName + "." + name;
        object(objectName, component, xml);
        SObjectType type = schema.type(objectName);
        xml.all("fields").forEach(field -> requireField(type, field.text(), component, field.line()));
    }

    void customMetadata(SourceFile file, Element xml) {
        keep(CustomMetadata.component(schema, file.name(), xml));
    }

    void tab(SourceFile file, Element xml) {
        if (!xml.isTrue("customObject")) {
            throw new DeployException(file.name(), xml.line(), "The local org supports tabs of custom objects only");
        }
        object(file.name(), file.name(), xml);
    }

    void permissionSet(SourceFile file, Element xml) {
        for (Element permission : xml.all("objectPermissions")) {
            object(permission.required("object", file.name()), file.name(), permission);
        }
        for (Element permission : xml.all("fieldPermissions")) {
            String[] path = permission.required("field", file.name()).split("\\.", 2);
            object(path[0], file.name(), permission);
            SObjectType type = schema.type(path[0]);
            Field field = requireField(type, path.length == 2 ? path[1] : "", file.name(), permission.line());
            if (field.required() || field.type() == FieldType.ID) {
                throw new DeployException(
                        file.name(),
                        permission.line(),
                        "You cannot deploy to a required field: " + String.join(".", path));
            }
        }
    }

    void delete(String type, String fullName, int line) {
        String[] path = fullName.split("\\.", 2);
        SObjectType object = schema.find(path[0]);
        boolean known = object != null
                && switch (type) {
                    case "CustomObject" -> deleteObject(object);
                    case "CustomField" -> path.length == 2 && deleteField(object, path[1]);
                    case "ValidationRule" -> path.length == 2 && deleteRule(object, path[1]);
                    default -> false;
                };
        boolean kept = schema.component(type, fullName) != null;
        if (kept) {
            schema = schema.without(type, fullName);
        }
        if (!known && !kept) {
            throw new DeployException(fullName, line, "No " + type + " named: " + fullName + " found");
        }
    }

    private boolean deleteObject(SObjectType object) {
        if (object.definition().custom()) {
            schema = schema.without(object.name());
            if (object.name().endsWith(Suffix.METADATA)) {
                String records = CustomMetadata.prefix(object.name());
                for (Component component : schema.components(CustomMetadata.TYPE)) {
                    if (component.fullName().startsWith(records)) {
                        schema = schema.without(component.type(), component.fullName());
                    }
                }
            }
        }
        return object.definition().custom();
    }

    private boolean deleteField(SObjectType object, String name) {
        Field field = object.findField(name);
        boolean deletable = field != null && field.custom();
        if (deletable) {
            schema = schema.with(object.definition().withoutField(name));
        }
        return deletable;
    }

    private boolean deleteRule(SObjectType object, String name) {
        List<ValidationRule> rules = new ArrayList<>(object.definition().validationRules());
        boolean deleted = rules.removeIf(rule -> rule.name().equals(name));
        schema = schema.with(object.definition().withValidationRules(rules));
        return deleted;
    }

    private ObjectDefinition object(String name, String component, Element at) {
        SObjectType type = schema.find(name);
        if (type == null) {
            throw new DeployException(
                    component, at.line(), "In field: object - no CustomObject named " + name + " found");
        }
        return type.definition();
    }

    private static Field requireField(SObjectType type, String name, String component, int line) {
        @Nullable Field field = type.findField(name);
        if (field == null) {
            throw new DeployException(
                    component, line, "In field: field - no CustomField named " + type + "." + name + " found");
        }
        return field;
    }

    static void requireOnly(Element xml, Set<String> known, String component) {
        for (Element child : xml.children()) {
            if (!known.contains(child.name())) {
                throw new DeployException(
                        component, child.line(), "The local org does not support '" + child.name() + "'");
            }
        }
    }

    void keep(Component component) {
        schema = schema.with(component);
    }
}
