package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.oauth.ApiUsage;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;

/** What a version offers and how much of the org's limits is left. */
final class Discovery {
    private static final int KILOBYTES_PER_RECORD = 2;
    private static final int STORAGE_MB = 10_240;

    private final String orgId;
    private final ApiUsage usage;

    Discovery(String orgId, ApiUsage usage) {
        this.orgId = orgId;
        this.usage = usage;
    }

    void routes(Routes routes) {
        routes.on("GET", "", this::resources).on("GET", "/limits", this::limits);
    }

    private Answer resources(Call call) {
        String root = "/services/data/" + call.version();
        ObjectNode body = Json.object();
        for (String resource : new String[] {"sobjects", "query", "queryAll", "limits", "composite", "metadata"}) {
            body.put(resource, root + "/" + resource);
        }
        body.put(
                "identity",
                call.request().baseUrl() + "/id/" + orgId + "/" + call.session().userId());
        return Answer.ok(body);
    }

    private Answer limits(Call call) {
        ObjectNode body = Json.object();
        limit(body, "DailyApiRequests", usage.max(), usage.max() - usage.used());
        int usedMb = call.work().read(Discovery::storedMegabytes);
        limit(body, "DataStorageMB", STORAGE_MB, STORAGE_MB - usedMb);
        return Answer.ok(body);
    }

    private static int storedMegabytes(RecordView view) {
        long rows = view.schema().types().stream()
                .filter(type -> !type.definition().event())
                .mapToLong(type -> rowCount(view, type))
                .sum();
        return (int) (rows * KILOBYTES_PER_RECORD / 1024);
    }

    private static int rowCount(RecordView view, SObjectType type) {
        return view.rows(type).size();
    }

    private static void limit(ObjectNode body, String name, int max, int remaining) {
        body.putObject(name).put("Max", max).put("Remaining", remaining);
    }
}
