package io.casewire.localorg.metadata;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.localorg.dml.FieldValues;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records of custom metadata types, such as {@code Limit.Default} of {@code Limit__mdt}: deployed and retrieved as
 * components, read as rows, and not written by clients.
 */
final class CustomMetadata {
    static final String TYPE = MetadataType.CUSTOM_METADATA.xmlName();
    private static final String NAMESPACES = "<CustomMetadata xmlns=\"http://soap.sforce.com/2006/04/metadata\""
            + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
            + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n";

    private CustomMetadata() {}

    /** The record as it is kept. @throws DeployException when its type, a field or a value does not fit */
    static Component component(Schema schema, String fullName, Element xml) {
        ComponentDeploy.requireOnly(xml, Set.of("label", "protected", "description", "values"), fullName);
        SObjectType type = type(schema, fullName);
        if (type == null) {
            throw new DeployException(
                    fullName,
                    xml.line(),
                    "No custom metadata type found for " + fullName + " (Type.Record is its name)");
        }
        StringBuilder kept = new StringBuilder(NAMESPACES)
                .append("    <label>")
                .append(Element.escape(xml.required("label", fullName)))
                .append("</label>\n    <protected>")
                .append(xml.isTrue("protected"))
                .append("</protected>\n");
        for (Element value : xml.all("values")) {
            String text = value.text("value", "");
            Field field = field(type, value, fullName);
            read(field, text, value, fullName);
            kept.append("    <values>\n        <field>")
                    .append(field.name())
                    .append("</field>\n        <value ")
                    .append(
                            text.isEmpty()
                                    ? "xsi:nil=\"true\"/>"
                                    : "xsi:type=\"" + field.type().soapType() + "\">")
                    .append(text.isEmpty() ? "" : Element.escape(text) + "</value>")
                    .append("\n    </values>\n");
        }
        return new Component(TYPE, fullName, kept.append("</CustomMetadata>\n").toString());
    }

    private static @Nullable SObjectType type(Schema schema, String fullName) {
        int dot = fullName.indexOf('.');
        return dot <= 0 ? null : schema.find(fullName.substring(0, dot) + Suffix.METADATA);
    }

    private static Field field(SObjectType type, Element value, String fullName) {
        String name = value.required("field", fullName);
        Field field = type.findField(name);
        if (field == null || !field.custom()) {
            throw new DeployException(
                    fullName, value.line(), "In field: field - no CustomField named " + type + "." + name + " found");
        }
        return field;
    }

    private static @Nullable Object read(Field field, String text, Element at, String fullName) {
        try {
            return FieldValues.read(field, text.isEmpty() ? NullNode.instance : TextNode.valueOf(text));
        } catch (ApiException e) {
            throw new DeployException(fullName, at.line(), e.error().message());
        }
    }

    /**
     * Requires that a record deployed earlier still fits its type, which a deploy may have changed.
     *
     * @throws DeployException when a value does not fit
     */
    static void requireFit(Schema schema, Component kept) {
        SObjectType type = type(schema, kept.fullName());
        for (Element value : XmlReader.read(kept).all("values")) {
            Field field = type == null ? null : type.findField(value.text("field", ""));
            if (field != null) {
                read(field, value.text("value", ""), value, kept.fullName());
            }
        }
    }

    /** Makes the rows what the transaction's components say: new ones, changed ones, and none that are gone. */
    static void sync(Transaction tx, Schema before, WriteContext context) {
        Map<String, Component> wanted = new HashMap<>();
        tx.schema().components(TYPE).forEach(component -> wanted.put(component.fullName(), component));
        for (SObjectType type : List.copyOf(tx.schema().types())) {
            SObjectType typeBefore = before.find(type.name());
            boolean sameType = typeBefore != null && typeBefore.definition().equals(type.definition());
            if (type.name().endsWith(Suffix.METADATA)) {
                Map<String, Component> changed = new HashMap<>(wanted);
                changed.values().removeIf(it -> sameType && it.equals(before.component(TYPE, it.fullName())));
                sync(tx, type, wanted.keySet(), changed, context);
            }
        }
    }

    /** What comes before the name of a record of this type. */
    static String prefix(String typeName) {
        return typeName.substring(0, typeName.length() - Suffix.METADATA.length()) + ".";
    }

    private static void sync(
            Transaction tx,
            SObjectType type,
            Set<String> wanted,
            Map<String, Component> changed,
            WriteContext context) {
        String prefix = prefix(type.name());
        Map<String, Row> existing = live(tx, type);
        existing.forEach((name, row) -> {
            if (!wanted.contains(prefix + name)) {
                Row.Draft gone = draft(tx, type, name, row, context);
                gone.set(type.field("IsDeleted"), true);
                tx.put(type, gone.toRow());
            }
        });
        changed.forEach((fullName, component) -> {
            if (fullName.startsWith(prefix)) {
                put(tx, type, fullName.substring(prefix.length()), component, existing, context);
            }
        });
    }

    private static Map<String, Row> live(RecordView view, SObjectType type) {
        Map<String, Row> rows = new HashMap<>();
        for (Row row : new ArrayList<>(view.rows(type))) {
            if (row.get(type.field("IsDeleted")) != Boolean.TRUE) {
                rows.put(String.valueOf(row.text(type.field("DeveloperName"))), row);
            }
        }
        return rows;
    }

    private static void put(
            Transaction tx,
            SObjectType type,
            String name,
            Component component,
            Map<String, Row> existing,
            WriteContext context) {
        Element xml = XmlReader.read(component);
        Row.Draft draft = draft(tx, type, name, existing.get(name), context);
        draft.set(type.field("MasterLabel"), xml.text("label", name));
        draft.set(type.field("Label"), xml.text("label", name));
        draft.set(type.field("Language"), "en_US");
        for (Element value : xml.all("values")) {
            Field field = type.findField(value.text("field", ""));
            if (field != null) {
                draft.set(field, read(field, value.text("value", ""), value, component.fullName()));
            }
        }
        tx.put(type, draft.toRow());
    }

    /** A row without values. The one before may still have the places that fields had before this deploy. */
    private static Row.Draft draft(
            Transaction tx, SObjectType type, String name, @Nullable Row before, WriteContext context) {
        String id = before == null ? tx.nextId(type) : before.id();
        Row.Draft draft = Row.Draft.create(id, type.fields().size());
        Field created = type.field("CreatedDate");
        Field createdBy = type.field("CreatedById");
        draft.set(type.field("Id"), id);
        draft.set(created, before == null ? context.now() : before.get(created));
        draft.set(createdBy, before == null ? context.userId() : before.get(createdBy));
        draft.set(type.field("LastModifiedDate"), context.now());
        draft.set(type.field("LastModifiedById"), context.userId());
        draft.set(type.field("SystemModstamp"), context.now());
        draft.set(type.field("DeveloperName"), name);
        draft.set(type.field("QualifiedApiName"), name);
        return draft;
    }
}
