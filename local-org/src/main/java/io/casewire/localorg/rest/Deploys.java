package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.http.Multipart;
import io.casewire.localorg.metadata.DeployOptions;
import io.casewire.localorg.metadata.DeployResult;
import io.casewire.localorg.metadata.Deployer;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.soql.RecordJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Metadata deploys over REST. A deploy is done when its request is answered; clients ask for the result all the same. */
final class Deploys {
    private final Deployer deployer;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<String, Deploy> deploys = new ConcurrentHashMap<>();

    /** A deploy that was made. */
    private record Deploy(String id, String userId, Instant time, DeployResult result) {}

    Deploys(Deployer deployer) {
        this.deployer = deployer;
    }

    void routes(Routes routes) {
        routes.on("POST", "/metadata/deployRequest", this::deploy)
                .on("GET", "/metadata/deployRequest/{id}", this::status);
    }

    private Answer deploy(Call call) {
        List<Multipart> parts = Multipart.parse(call.request());
        byte[] zip = content(parts, "zip");
        JsonNode json = Json.parseObject(content(parts, "json")).path("deployOptions");
        DeployOptions options = new DeployOptions(
                json.path("rollbackOnError").asBoolean(true),
                json.path("checkOnly").asBoolean(false));
        DeployResult result = call.work().write(tx -> deployer.deploy(tx, zip, options, call.writeContext()));
        String id = RecordId.of("0Af", "Lo0", lastNumber.incrementAndGet());
        Deploy deploy = new Deploy(id, call.session().userId(), call.now(), result);
        deploys.put(id, deploy);
        return Answer.of(201, json(call, deploy, false))
                .about("deploy", result.messages().size());
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
        Deploy deploy = deploys.get(call.id());
        if (deploy == null) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        return Answer.ok(json(call, deploy, Boolean.parseBoolean(call.parameter("includeDetails"))));
    }

    private static ObjectNode json(Call call, Deploy deploy, boolean details) {
        DeployResult result = deploy.result;
        ObjectNode json = Json.object()
                .put("id", deploy.id)
                .put(
                        "url",
                        call.request().baseUrl() + "/services/data/" + call.version() + "/metadata/deployRequest/"
                                + deploy.id);
        String status = result.success() ? "Succeeded" : result.partial() ? "SucceededPartial" : "Failed";
        JsonNode time = RecordJson.value(deploy.time);
        ObjectNode body = json.putObject("deployResult")
                .put("id", deploy.id)
                .put("done", true)
                .put("status", status)
                .put("success", result.success())
                .put("checkOnly", result.options().checkOnly())
                .put("rollbackOnError", result.options().rollbackOnError())
                .put("ignoreWarnings", false)
                .put("runTestsEnabled", false)
                .put("createdBy", deploy.userId)
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
