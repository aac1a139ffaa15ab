package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.ObjectDefinition;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;

/** The objects of the org as describe shows them. */
final class Describe {
    void routes(Routes routes) {
        routes.on("GET", "/sobjects", this::global)
                .on("GET", "/sobjects/{object}", this::basic)
                .on("GET", "/sobjects/{object}/describe", this::full);
    }

    private Answer global(Call call) {
        ObjectNode body = Json.object().put("encoding", "UTF-8").put("maxBatchSize", 200);
        ArrayNode objects = body.putArray("sobjects");
        call.work().read(view -> {
            view.schema().types().forEach(type -> objects.add(object(type, call.version())));
            return objects;
        });
        return Answer.ok(body);
    }

    private Answer basic(Call call) {
        ObjectNode body = Json.object();
        body.set("objectDescribe", object(call.object(), call.version()));
        body.putArray("recentItems");
        return Answer.ok(body);
    }

    private Answer full(Call call) {
        SObjectType type = call.object();
        ObjectNode body = object(type, call.version());
        body.putArray("actionOverrides");
        body.putArray("namedLayoutInfos");
        body.putArray("recordTypeInfos");
        body.putArray("supportedScopes");
        ArrayNode fields = body.putArray("fields");
        type.fields().forEach(field -> fields.add(DescribeField.json(field)));
        ArrayNode children = body.putArray("childRelationships");
        call.work().read(view -> childRelationships(view.schema(), type, children));
        return Answer.ok(body).about(type.name(), 0);
    }

    private static ArrayNode childRelationships(Schema schema, SObjectType parent, ArrayNode children) {
        for (SObjectType child : schema.types()) {
            for (Field lookup : child.fields()) {
                if (lookup.referenceTo().stream().anyMatch(parent.name()::equalsIgnoreCase)) {
                    children.addObject()
                            .put("cascadeDelete", lookup.cascadeDelete())
                            .put("childSObject", child.name())
                            .put("deprecatedAndHidden", false)
                            .put("field", lookup.name())
                            .put("relationshipName", lookup.childRelationshipName())
                            .put("restrictedDelete", false);
                }
            }
        }
        return children;
    }

    private static ObjectNode object(SObjectType type, String version) {
        ObjectDefinition definition = type.definition();
        boolean writable = !definition.readOnly();
        boolean records = !definition.event();
        ObjectNode body = Json.object()
                .put("name", type.name())
                .put("label", definition.label())
                .put("labelPlural", definition.labelPlural())
                .put("keyPrefix", type.keyPrefix())
                .put("custom", definition.custom())
                .put("customSetting", false)
                .put("createable", writable)
                .put("updateable", writable && records)
                .put("deletable", writable && records)
                .put("undeletable", false)
                .put("queryable", records)
                .put("retrieveable", records)
                .put("searchable", false)
                .put("replicateable", records)
                .put("mergeable", false)
                .put("triggerable", false)
                .put("layoutable", records)
                .put("activateable", false)
                .put("feedEnabled", false)
                .put("mruEnabled", false)
                .put("compactLayoutable", false)
                .put("deprecatedAndHidden", false);
        String url = "/services/data/" + version + "/sobjects/" + type.name();
        body.putObject("urls")
                .put("sobject", url)
                .put("describe", url + "/describe")
                .put("rowTemplate", url + "/{ID}");
        return body;
    }
}
