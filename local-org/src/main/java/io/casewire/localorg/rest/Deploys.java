package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.http.Multipart;
import io.casewire.localorg.metadata.DeployOptions;
import io.casewire.localorg.metadata.DeployQueue;
import io.casewire.localorg.metadata.DeployQueue.Deploy;
import io.casewire.localorg.metadata.DeployResult;
import io.casewire.localorg.soql.RecordJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Metadata deploys over REST. */
final class Deploys {
    private final DeployQueue queue;

    Deploys(DeployQueue queue) {
        this.queue = queue;
    }

    void routes(Routes routes) {
        routes.on("POST", "/metadata/deployRequest", this::deploy)
                .on("GET", "/metadata/deployRequest/{id}", this::status)
                .on("PATCH", "/metadata/deployRequest/{id}", this::cancel);
    }

    private Answer deploy(Call call) {
        List<Multipart> parts = Multipart.parse(call.request());
        byte[] zip = content(parts, "zip");
        JsonNode json = Json.parseObject(content(parts, "json")).path("deployOptions");
        DeployOptions options = new DeployOptions(
                json.path("rollbackOnError").asBoolean(true),
                json.path("checkOnly").asBoolean(false));
        Deploy deploy = queue.start(zip, options, call.writeContext());
        DeployResult result = deploy.result();
        return Answer.of(201, json(call, deploy, false))
                .about("deploy", result == null ? 0 : result.messages().size());
    }

    private static byte[] content(List<Multipart> parts, String type) {
        return parts.stream()
                .filter(part -> part.contentType().endsWith(type))
                .map(Multipart::content)
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        StatusCode.JSON_PARSER_ERROR, "The body needs a part of content type application/" + type));
    }

    private Answer status(Call call) {
        return Answer.ok(
                json(call, required(queue.find(call.id())), Boolean.parseBoolean(call.parameter("includeDetails"))));
    }

    private Answer cancel(Call call) {
        String wanted = call.body().path("deployResult").path("status").asText("");
        if (!wanted.equals("Canceling")) {
            throw new ApiException(StatusCode.INVALID_FIELD, "A deploy can only be put into status Canceling");
        }
        Deploy deploy = required(queue.cancel(call.id()));
        return Answer.of(deploy.done() ? 200 : 202, json(call, deploy, false));
    }

    private static Deploy required(@Nullable Deploy deploy) {
        if (deploy == null) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        return deploy;
    }

    private static ObjectNode json(Call call, Deploy deploy, boolean details) {
        DeployResult result = deploy.result() == null ? new DeployResult(deploy.options(), List.of()) : deploy.result();
        ObjectNode json = Json.object()
                .put("id", deploy.id())
                .put(
                        "url",
                        call.request().baseUrl() + "/services/data/" + call.version() + "/metadata/deployRequest/"
                                + deploy.id());
        JsonNode time = RecordJson.value(deploy.created());
        ObjectNode body = json.putObject("deployResult")
                .put("id", deploy.id())
                .put("done", deploy.done())
                .put("status", deploy.status())
                .put("success", deploy.success())
                .put("checkOnly", deploy.options().checkOnly())
                .put("rollbackOnError", deploy.options().rollbackOnError())
                .put("ignoreWarnings", false)
                .put("runTestsEnabled", false)
                .put("createdBy", deploy.userId())
                .put("createdByName", deploy.username())
                .put("numberComponentErrors", result.failures().size())
                .put("numberComponentsDeployed", result.successes().size())
                .put("numberComponentsTotal", result.messages().size())
                .put("numberTestErrors", 0)
                .put("numberTestsCompleted", 0)
                .put("numberTestsTotal", 0);
        for (String name : List.of("createdDate", "startDate", "lastModifiedDate", "completedDate")) {
            body.set(name, time);
        }
        ObjectNode detailNode = body.putObject("details");
        if (details) {
            messages(detailNode.putArray("componentFailures"), result.failures(), time);
            messages(detailNode.putArray("componentSuccesses"), result.successes(), time);
        }
        return json;
    }

    private static void messages(ArrayNode array, List<DeployResult.Message> messages, JsonNode time) {
        for (DeployResult.Message message : messages) {
            ObjectNode json = array.addObject()
                    .put("fileName", message.fileName())
                    .put("componentType", message.type())
                    .put("fullName", message.fullName())
                    .put("success", message.success())
                    .put("changed", message.success())
                    .put("created", false)
                    .put("deleted", message.fileName().startsWith("destructiveChanges"));
            json.set("createdDate", time);
            if (!message.success()) {
                json.put("lineNumber", message.line())
                        .put("columnNumber", 1)
                        .put("problem", message.problem())
                        .put("problemType", "Error");
            }
        }
    }
}
