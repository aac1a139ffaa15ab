package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import java.util.List;

/** What a version offers and how much of the org's limits is left. */
final class Discovery {
    private static final List<String> RESOURCES = List.of(
            "sobjects",
            "query",
            "queryAll",
            "search",
            "parameterizedSearch",
            "limits",
            "composite",
            "metadata",
            "jobs",
            "recent",
            "actions",
            "consent",
            "appMenu",
            "tabs",
            "theme",
            "quickActions");

    private final String orgId;
    private final Allowances allowances;
    private final Setup setup;
    private final RecordStore store;

    Discovery(String orgId, Allowances allowances, Setup setup, RecordStore store) {
        this.orgId = orgId;
        this.allowances = allowances;
        this.setup = setup;
        this.store = store;
    }

    void routes(Routes routes) {
        routes.on("GET", "", this::resources).on("GET", "/limits", this::limits);
    }

    private Answer resources(Call call) {
        String root = "/services/data/" + call.version();
        ObjectNode body = Json.object();
        RESOURCES.forEach(resource -> body.put(resource, root + "/" + resource));
        body.put(
                "identity",
                call.request().baseUrl() + "/id/" + orgId + "/" + call.session().userId());
        return Answer.ok(body);
    }

    private Answer limits(Call call) {
        ObjectNode body = Json.object();
        for (Limit limit : Limit.values()) {
            long max = allowances.max(limit);
            limit(body, limit.apiName(), max, Math.max(0, max - allowances.reported(limit)));
        }
        long storage = setup.settings().dataStorageMb();
        limit(body, "DataStorageMB", storage, Math.max(0, storage - store.storedKilobytes() / 1024));
        return Answer.ok(body);
    }

    private static void limit(ObjectNode body, String name, long max, long remaining) {
        body.putObject(name).put("Max", max).put("Remaining", remaining);
    }
}
