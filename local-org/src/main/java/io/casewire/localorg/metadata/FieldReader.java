package io.casewire.localorg.metadata;

import io.casewire.localorg.schema.Access;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldBuilder;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.PicklistValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a CustomField element into a {@link Field}. */
final class FieldReader {
    private static final Set<String> KNOWN = Set.of(
            "fullName",
            "label",
            "type",
            "length",
            "precision",
            "scale",
            "required",
            "unique",
            "externalId",
            "caseSensitive",
            "defaultValue",
            "description",
            "inlineHelpText",
            "referenceTo",
            "relationshipName",
            "relationshipLabel",
            "relationshipOrder",
            "reparentableMasterDetail",
            "writeRequiresMasterRead",
            "deleteConstraint",
            "valueSet",
            "visibleLines",
            "displayFormat",
            "startingNumber",
            "trackHistory",
            "trackFeedHistory",
            "trackTrending",
            "securityClassification",
            "businessStatus",
            "complianceGroup",
            "fieldManageability");
    private static final int LONGEST_TEXT = 255;
    private static final int MOST_DIGITS = 18;

    private FieldReader() {}

    static Field read(Element xml, String name, String component) {
        for (Element child : xml.children()) {
            if (!KNOWN.contains(child.name())) {
                throw new DeployException(
                        component, child.line(), "The local org does not support '" + child.name() + "' of a field");
            }
        }
        if (!name.matches("[A-Za-z](?:_?[A-Za-z0-9])*" + Suffix.CUSTOM)) {
            throw new DeployException(component, xml.line(), "The name of a custom field is not valid: " + name);
        }
        FieldBuilder builder = typed(xml, name, component)
                .label(xml.required("label", component))
                .custom(true)
                .required(xml.isTrue("required"))
                .unique(xml.isTrue("unique"))
                .externalId(xml.isTrue("externalId"))
                .caseSensitive(xml.isTrue("caseSensitive"))
                .inlineHelpText(emptyAsNull(xml.text("inlineHelpText", "")));
        return defaulted(xml, builder, component).build();
    }

    private static FieldBuilder typed(Element xml, String name, String component) {
        String type = xml.required("type", component);
        return switch (type) {
            case "Text" -> Field.named(name, FieldType.STRING).length(length(xml, LONGEST_TEXT, component));
            case "TextArea" -> Field.named(name, FieldType.TEXTAREA).length(LONGEST_TEXT);
            case "LongTextArea" -> {
                xml.required("visibleLines", component);
                yield Field.named(name, FieldType.TEXTAREA).length(length(xml, 131_072, component));
            }
            case "Number" -> number(xml, name, FieldType.DOUBLE, component);
            case "Currency" -> number(xml, name, FieldType.CURRENCY, component);
            case "Percent" -> number(xml, name, FieldType.PERCENT, component);
            case "Checkbox" -> Field.named(name, FieldType.BOOLEAN).defaultValue("false");
            case "Date" -> Field.named(name, FieldType.DATE);
            case "DateTime" -> Field.named(name, FieldType.DATETIME);
            case "Url" -> Field.named(name, FieldType.URL).length(LONGEST_TEXT);
            case "Email" -> Field.named(name, FieldType.EMAIL).length(80);
            case "Phone" -> Field.named(name, FieldType.PHONE).length(40);
            case "Picklist" -> picklist(xml, name, FieldType.PICKLIST, component);
            case "MultiselectPicklist" -> picklist(xml, name, FieldType.MULTIPICKLIST, component);
            case "Lookup" -> reference(xml, name, component);
            case "MasterDetail" ->
                reference(xml, name, component).required(true).cascadeDelete(true);
            case "AutoNumber" ->
                Field.named(name, FieldType.STRING)
                        .length(30)
                        .autoNumber(true)
                        .access(Access.READ_ONLY)
                        .displayFormat(xml.text("displayFormat", "{0}"));
            default ->
                throw new DeployException(
                        component, xml.line(), "The local org does not support fields of type " + type);
        };
    }

    private static int length(Element xml, int most, String component) {
        int length = xml.number("length", 0, component);
        if (length < 1 || length > most) {
            throw new DeployException(
                    component, xml.line(), "length must be between 1 and " + most + ", found " + length);
        }
        return length;
    }

    private static FieldBuilder number(Element xml, String name, FieldType type, String component) {
        int precision = Integer.parseInt(digits(xml, "precision", component));
        int scale = Integer.parseInt(digits(xml, "scale", component));
        if (precision < 1 || precision > MOST_DIGITS || scale > precision) {
            throw new DeployException(
                    component,
                    xml.line(),
                    "precision must be between 1 and " + MOST_DIGITS + " and not less than scale, found " + precision
                            + " and " + scale);
        }
        return Field.named(name, type).precision(precision).scale(scale);
    }

    private static String digits(Element xml, String child, String component) {
        String text = xml.required(child, component);
        if (!text.matches("\\d{1,2}")) {
            throw new DeployException(component, xml.line(), child + " is no number: " + text);
        }
        return text;
    }

    private static FieldBuilder picklist(Element xml, String name, FieldType type, String component) {
        Element valueSet = xml.first("valueSet");
        Element definition = valueSet == null ? null : valueSet.first("valueSetDefinition");
        if (valueSet == null || definition == null) {
            throw new DeployException(component, xml.line(), "A picklist needs a valueSet with its valueSetDefinition");
        }
        List<PicklistValue> values = new ArrayList<>();
        for (Element value : definition.all("value")) {
            String fullName = value.required("fullName", component);
            values.add(new PicklistValue(fullName, value.text("label", fullName), value.isTrue("default"), false));
        }
        if (values.isEmpty()) {
            throw new DeployException(component, definition.line(), "A picklist needs at least one value");
        }
        return Field.named(name, type)
                .length(LONGEST_TEXT)
                .picklistValues(values)
                .restrictedPicklist(valueSet.isTrue("restricted"));
    }

    private static FieldBuilder reference(Element xml, String name, String component) {
        String relationship = name.substring(0, name.length() - Suffix.CUSTOM.length()) + Suffix.RELATIONSHIP;
        String children = xml.text("relationshipName", "");
        return Field.named(name, FieldType.REFERENCE)
                .length(18)
                .referenceTo(List.of(xml.required("referenceTo", component)))
                .relationshipName(relationship)
                .childRelationshipName(children.isEmpty() ? null : children + Suffix.RELATIONSHIP);
    }

    /** Constants only: a default that computes something is a formula, and those are refused. */
    private static FieldBuilder defaulted(Element xml, FieldBuilder builder, String component) {
        Element value = xml.first("defaultValue");
        if (value == null || value.text().isEmpty()) {
            return builder;
        }
        String text = value.text();
        if (text.matches("true|false|-?\\d+(\\.\\d+)?")) {
            return builder.defaultValue(text);
        } else if (text.matches("\"[^\"]*\"|'[^']*'")) {
            return builder.defaultValue(text.substring(1, text.length() - 1));
        }
        throw new DeployException(
                component, value.line(), "The local org supports constant default values only: " + text);
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
