package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values of earlier answers where a subrequest says {@code @{referenceId.field}} or {@code @{query.records[0].Id}}. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("@\\{(\\w+)((?:\\.\\w+|\\[\\d+])*)}");
    private static final Pattern STEP = Pattern.compile("\\.(\\w+)|\\[(\\d+)]");

    private final Map<String, JsonNode> answers;

    References(Map<String, JsonNode> answers) {
        this.answers = answers;
    }

    String fill(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), match.group(2))));
    }

    JsonNode fill(JsonNode json) {
        if (json instanceof ObjectNode object) {
            ObjectNode filled = Json.object();
            object.properties().forEach(entry -> filled.set(entry.getKey(), fill(entry.getValue())));
            return filled;
        } else if (json instanceof ArrayNode array) {
            ArrayNode filled = Json.array();
            array.forEach(item -> filled.add(fill(item)));
            return filled;
        }
        return json.isTextual() ? TextNode.valueOf(fill(json.textValue())) : json;
    }

    private String value(String referenceId, String path) {
        JsonNode at = answers.get(referenceId);
        if (at == null) {
            throw new ApiException(
                    StatusCode.PROCESSING_HALTED,
                    "Invalid reference specified. No answer for reference id " + referenceId);
        }
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            at = step.group(1) != null ? at.path(step.group(1)) : at.path(Integer.parseInt(step.group(2)));
        }
        if (!at.isValueNode() || at.isNull()) {
            throw new ApiException(
                    StatusCode.PROCESSING_HALTED, "Invalid reference specified. No value for " + referenceId + path);
        }
        return at.asText();
    }
}
