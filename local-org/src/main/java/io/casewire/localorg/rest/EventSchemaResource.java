package io.casewire.localorg.rest;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.pubsub.EventSchemas;
import io.casewire.localorg.schema.SObjectType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The Avro schemas of events over REST. Both payload formats hold the schema that the Pub/Sub API gives. */
final class EventSchemaResource {
    void routes(Routes routes) {
        routes.on("GET", "/sobjects/{object}/eventSchema", this::ofEvent)
                .on("GET", "/event/eventSchema/{id}", this::byId);
    }

    private Answer ofEvent(Call call) {
        SObjectType type = call.object();
        if (!type.definition().event()) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        return schema(call, EventSchemas.idOf(type));
    }

    private Answer byId(Call call) {
        return schema(call, call.variable("id"));
    }

    private static Answer schema(Call call, String id) {
        @Nullable String json = call.work().read(view -> EventSchemas.json(view.schema(), id));
        if (json == null) {
            throw new ApiException(StatusCode.NOT_FOUND, "There is no event schema " + id);
        }
        return Answer.ok(Json.parseObject(json.getBytes(StandardCharsets.UTF_8)).put("uuid", id))
                .about("eventSchema", 1);
    }
}
