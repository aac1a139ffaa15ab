package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.flow.FlowRunner;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.soql.RecordJson;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Invocable actions, as far as they are flows (Salesforce actions guide). The answer is an array in the order of the
 * inputs, and not an object.
 */
final class Actions {
    private static final int MOST_INPUTS = 200;

    private final FlowRunner flows;

    Actions(FlowRunner flows) {
        this.flows = flows;
    }

    void routes(Routes routes) {
        routes.on("GET", "/actions", call -> links(call, "/actions", List.of("custom")))
                .on("GET", "/actions/custom", call -> links(call, "/actions/custom", List.of("flow")))
                .on("GET", "/actions/custom/flow", this::list)
                .on("GET", "/actions/custom/flow/{name}", this::describe)
                .on("POST", "/actions/custom/flow/{name}", this::invoke);
    }

    private static Answer links(Call call, String path, List<String> names) {
        ObjectNode json = Json.object();
        names.forEach(name -> json.put(name, "/services/data/" + call.version() + path + "/" + name));
        return Answer.ok(json);
    }

    private Answer list(Call call) {
        ObjectNode json = Json.object();
        ArrayNode actions = json.putArray("actions");
        Map<String, String> callable = call.work().read(view -> flows.callable(view.schema()));
        callable.forEach((name, label) -> actions.addObject()
                .put("label", label)
                .put("name", name)
                .put("type", "FLOW")
                .put("url", "/services/data/" + call.version() + "/actions/custom/flow/" + name));
        return Answer.ok(json);
    }

    private List<FlowRunner.Parameter> parameters(Call call) {
        List<FlowRunner.Parameter> parameters =
                call.work().read(view -> flows.parameters(view.schema(), call.variable("name")));
        if (parameters == null) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        return parameters;
    }

    private Answer describe(Call call) {
        ObjectNode json = Json.object().put("name", call.variable("name")).put("type", "FLOW");
        ArrayNode inputs = json.putArray("inputs");
        ArrayNode outputs = json.putArray("outputs");
        for (FlowRunner.Parameter parameter : parameters(call)) {
            if (parameter.input()) {
                inputs.addObject().put("name", parameter.name()).put("type", parameter.type());
            }
            if (parameter.output()) {
                outputs.addObject().put("name", parameter.name()).put("type", parameter.type());
            }
        }
        return Answer.ok(json);
    }

    private Answer invoke(Call call) {
        parameters(call);
        JsonNode inputs = call.body().path("inputs");
        if (!inputs.isArray() || inputs.isEmpty() || inputs.size() > MOST_INPUTS) {
            throw new ApiException(
                    StatusCode.JSON_PARSER_ERROR, "The body needs 'inputs' with 1 to " + MOST_INPUTS + " items");
        }
        ArrayNode results = Json.array();
        StreamSupport.stream(inputs.spliterator(), false).forEach(input -> results.add(one(call, input)));
        boolean failed = StreamSupport.stream(results.spliterator(), false)
                .anyMatch(result -> !result.path("isSuccess").asBoolean());
        return Answer.of(failed ? 400 : 200, results).about("flow", inputs.size());
    }

    /** Each input has a transaction of its own. */
    private ObjectNode one(Call call, JsonNode input) {
        String name = call.variable("name");
        ObjectNode json = Json.object().put("actionName", name);
        try {
            Map<String, @Nullable Object> outputs =
                    call.work().write(tx -> flows.call(tx, name, input, call.writeContext()));
            json.putNull("errors");
            json.put("isSuccess", true);
            ObjectNode values = json.putObject("outputValues").put("Flow__InterviewStatus", "Finished");
            outputs.forEach((key, value) -> values.set(key, RecordJson.value(value)));
        } catch (ApiException e) {
            json.putArray("errors").add(Errors.ofRow(e.error()));
            json.put("isSuccess", false);
            json.putObject("outputValues").put("Flow__InterviewStatus", "Error");
        }
        return json;
    }
}
