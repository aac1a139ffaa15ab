package io.casewire.localorg.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/** What the org answers, on its way to the client. */
record Answered(int status, MultiMap headers, Buffer body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Answered json(int status, String body) {
        return new Answered(
                status,
                MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json;charset=UTF-8"),
                Buffer.buffer(body));
    }

    /** As Salesforce refuses. */
    static Answered refused(int status, String errorCode) {
        return json(status, "[{\"message\":\"refused\",\"errorCode\":\"" + errorCode + "\"}]");
    }

    Answered withStatus(int changed) {
        return new Answered(changed, headers, body);
    }

    Answered withText(String changed) {
        return new Answered(status, headers, Buffer.buffer(changed));
    }

    Answered withoutHeader(String name) {
        return new Answered(status, Asked.copy(headers).remove(name), body);
    }

    /** Headers whose names begin so, in lower case. */
    Answered withLowerCaseHeaders(String prefix) {
        MultiMap changed = MultiMap.caseInsensitiveMultiMap();
        headers.forEach(
                (name, value) -> changed.add(name.startsWith(prefix) ? name.toLowerCase(Locale.ROOT) : name, value));
        return new Answered(status, changed, body);
    }

    String text() {
        return body.toString();
    }

    String header(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    boolean isJson() {
        return header("Content-Type").startsWith("application/json");
    }

    JsonNode json() {
        try {
            return JSON.readTree(text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + text(), e);
        }
    }
}
