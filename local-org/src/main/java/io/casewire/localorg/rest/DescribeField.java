package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;

/** A field as describe shows it. */
final class DescribeField {
    private static final int BYTES_PER_CHARACTER = 3;

    private DescribeField() {}

    static ObjectNode json(Field field) {
        ObjectNode body = Json.object();
        identity(body, field);
        size(body, field);
        access(body, field);
        picklist(body, field);
        reference(body, field);
        unused(body);
        return body;
    }

    private static void identity(ObjectNode body, Field field) {
        body.put("name", field.name())
                .put("label", field.label())
                .put("type", field.type().describeName())
                .put("soapType", field.type().soapType())
                .put("custom", field.custom())
                .put("nameField", field.nameField())
                .put("inlineHelpText", field.inlineHelpText());
    }

    private static void size(ObjectNode body, Field field) {
        boolean integer = field.type() == FieldType.INT;
        body.put("length", field.length())
                .put("byteLength", field.length() * BYTES_PER_CHARACTER)
                .put("precision", integer ? 0 : field.precision())
                .put("scale", field.scale())
                .put("digits", integer ? field.precision() : 0);
    }

    private static void access(ObjectNode body, Field field) {
        boolean hasDefault = field.defaultValue() != null || field.type() == FieldType.BOOLEAN;
        boolean system = !field.isCreateable() && !field.autoNumber();
        body.put("nillable", !field.required() && field.type() != FieldType.BOOLEAN && !system)
                .put("createable", field.isCreateable())
                .put("updateable", field.isUpdateable())
                .put("defaultedOnCreate", hasDefault || system || field.name().equals("OwnerId"))
                .put("defaultValueFormula", (String) null)
                .put("unique", field.unique())
                .put("externalId", field.externalId())
                .put("idLookup", field.externalId() || field.unique() || field.type() == FieldType.ID)
                .put("caseSensitive", field.caseSensitive())
                .put("calculated", field.calculated())
                .put("calculatedFormula", (String) null)
                .put("autoNumber", field.autoNumber())
                .put("filterable", field.type() != FieldType.TEXTAREA)
                .put("sortable", field.type() != FieldType.TEXTAREA)
                .put("groupable", field.type().isText() && field.type() != FieldType.TEXTAREA)
                .put("aggregatable", field.type() != FieldType.TEXTAREA)
                .put("permissionable", field.custom() && !field.required());
        if (field.type() == FieldType.BOOLEAN) {
            body.put("defaultValue", Boolean.parseBoolean(field.defaultValue()));
        } else {
            body.put("defaultValue", field.defaultValue());
        }
    }

    private static void picklist(ObjectNode body, Field field) {
        body.put("restrictedPicklist", field.restrictedPicklist())
                .put("dependentPicklist", false)
                .put("controllerName", (String) null);
        ArrayNode values = body.putArray("picklistValues");
        field.picklistValues().forEach(value -> values.addObject()
                .put("active", true)
                .put("defaultValue", value.byDefault())
                .put("label", value.label())
                .put("validFor", (String) null)
                .put("value", value.value()));
    }

    private static void reference(ObjectNode body, Field field) {
        ArrayNode referenceTo = body.putArray("referenceTo");
        field.referenceTo().forEach(referenceTo::add);
        body.put("relationshipName", field.relationshipName())
                .put("cascadeDelete", field.cascadeDelete())
                .put("restrictedDelete", false)
                .put("namePointing", field.referenceTo().size() > 1)
                .put("polymorphicForeignKey", field.referenceTo().size() > 1)
                .put("referenceTargetField", (String) null);
        if (field.cascadeDelete()) {
            body.put("relationshipOrder", 0).put("writeRequiresMasterRead", false);
        } else {
            body.putNull("relationshipOrder");
        }
    }

    private static void unused(ObjectNode body) {
        body.put("htmlFormatted", false)
                .put("encrypted", false)
                .put("highScaleNumber", false)
                .put("queryByDistance", false)
                .put("displayLocationInDecimal", false)
                .put("deprecatedAndHidden", false)
                .put("aiPredictionField", false)
                .put("formulaTreatNullNumberAsZero", false)
                .put("searchPrefilterable", false)
                .put("extraTypeInfo", (String) null)
                .put("compoundFieldName", (String) null)
                .put("mask", (String) null)
                .put("maskType", (String) null)
                .putNull("filteredLookupInfo");
    }
}
