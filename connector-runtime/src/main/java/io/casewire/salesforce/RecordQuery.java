package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the org holds of records whose ids are known, up to {@link #MOST} in a call. */
public final class RecordQuery {
    /** Most in one call (Salesforce REST API guide: sObject Collections). */
    public static final int MOST = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordQuery() {}

    /**
     * @param fields to read; those this user may not see are refused
     * @return by id; what is deleted is not in it
     */
    public static Map<String, JsonNode> read(OrgApi org, String object, List<String> ids, Collection<String> fields)
            throws OrgUnreachableException, Soql.RefusedException {
        ObjectNode body = JSON.createObjectNode();
        body.set("ids", JSON.valueToTree(ids));
        body.set("fields", JSON.valueToTree(fields));
        OrgApi.Answer answer = org.send(
                "POST",
                "/services/data/" + org.version() + "/composite/sobjects/" + object,
                bytes(body),
                Map.of("Content-Type", "application/json"));
        if (!answer.isOk()) {
            JsonNode error = answer.json().path(0);
            throw new Soql.RefusedException(
                    error.path("errorCode").asText("HTTP_" + answer.status()),
                    error.path("message").asText("status " + answer.status()));
        }
        Map<String, JsonNode> found = new HashMap<>();
        for (JsonNode record : answer.json()) {
            if (record.isObject()) {
                found.put(record.path("Id").asText(), record);
            }
        }
        return found;
    }

    private static byte[] bytes(ObjectNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    /** Which of these are in the recycle bin, or were merged into others; the others left no trace. */
    public static List<String> deleted(OrgApi org, String object, Collection<String> ids)
            throws OrgUnreachableException, Soql.RefusedException {
        return Soql.queryAll(org, "SELECT Id FROM " + object + " WHERE Id" + Soql.in(ids)).stream()
                .map(record -> record.path("Id").asText())
                .toList();
    }

    /** The record of this key; null for none. */
    public static @Nullable String byKey(OrgApi org, String object, String externalId, String key)
            throws OrgUnreachableException, Soql.RefusedException {
        List<JsonNode> found =
                Soql.query(org, "SELECT Id FROM " + object + " WHERE " + externalId + " = " + Soql.text(key));
        return found.isEmpty() ? null : found.get(0).path("Id").asText();
    }
}
