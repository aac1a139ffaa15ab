package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.dml.SaveResult;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.http.Json;

/** Errors and save results as JSON. A call's error says {@code errorCode}, a row's says {@code statusCode}. */
final class Errors {
    private Errors() {}

    static ArrayNode ofCall(ApiError error) {
        ArrayNode errors = Json.array();
        ObjectNode json = errors.addObject()
                .put("message", error.message())
                .put("errorCode", error.code().code());
        if (!error.fields().isEmpty()) {
            error.fields().forEach(json.putArray("fields")::add);
        }
        return errors;
    }

    static Answer answer(ApiError error) {
        return Answer.of(error.code().httpStatus(), ofCall(error));
    }

    /** @param withCreated upserts say whether the record is new */
    static ObjectNode saveResult(SaveResult result, boolean withCreated) {
        ObjectNode json = Json.object();
        if (result.id() != null) {
            json.put("id", result.id());
        }
        json.put("success", result.success());
        json.set("errors", rowErrors(result));
        if (withCreated && result.success()) {
            json.put("created", result.created());
        }
        return json;
    }

    private static JsonNode rowErrors(SaveResult result) {
        ArrayNode errors = Json.array();
        result.errors().forEach(error -> errors.add(ofRow(error)));
        return errors;
    }

    static ObjectNode ofRow(ApiError error) {
        ObjectNode json = Json.object().put("statusCode", error.code().code()).put("message", error.message());
        error.fields().forEach(json.putArray("fields")::add);
        return json;
    }
}
