package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import java.util.List;

/**
 * What clients with pages of their own ask for when they start. This org has no apps, no theme and no quick actions, and
 * of tabs those that were deployed (Salesforce REST API guide: App Menu, Tabs, Themes, Quick Actions).
 */
final class Appearance {
    private static final List<String> MENUS = List.of("AppSwitcher", "Salesforce1", "NetworkTabs");

    void routes(Routes routes) {
        routes.on("GET", "/appMenu/{menu}", Appearance::menu)
                .on("GET", "/tabs", Appearance::tabs)
                .on("GET", "/theme", call -> empty("themeItems"))
                .on("GET", "/quickActions", call -> Answer.ok(JsonNodeFactory.instance.arrayNode()))
                .on("GET", "/sobjects/{object}/listviews", call -> {
                    throw new ApiException(
                            StatusCode.NOT_FOUND,
                            "The requested resource does not exist: the local org does not run the list views of "
                                    + call.object());
                });
    }

    private static Answer menu(Call call) {
        if (!MENUS.contains(call.variable("menu"))) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        return empty("appMenuItems");
    }

    private static Answer empty(String list) {
        ObjectNode body = Json.object();
        body.putArray(list);
        return Answer.ok(body);
    }

    private static Answer tabs(Call call) {
        ArrayNode tabs = JsonNodeFactory.instance.arrayNode();
        Schema schema = call.work().read(RecordView::schema);
        for (Component component : schema.components("CustomTab")) {
            SObjectType type = schema.find(component.fullName());
            if (type != null) {
                ObjectNode tab = tabs.addObject()
                        .put("custom", true)
                        .put("label", type.definition().labelPlural())
                        .put("name", type.name())
                        .put("sobjectName", type.name())
                        .put("url", call.request().baseUrl() + "/" + type.keyPrefix() + "/o");
                tab.putArray("colors");
                tab.putArray("icons");
            }
        }
        return Answer.ok(tabs);
    }
}
