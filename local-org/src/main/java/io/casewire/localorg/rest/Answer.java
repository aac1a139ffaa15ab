package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.http.HttpResponse;
import io.casewire.localorg.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a resource answers.
 *
 * @param body null for no content
 * @param object what the request log says the call was about
 * @param rows how many records it read or wrote
 */
record Answer(int status, Map<String, String> headers, @Nullable JsonNode body, @Nullable String object, int rows) {

    static Answer of(int status, JsonNode body) {
        return new Answer(status, Map.of(), body, null, 0);
    }

    static Answer ok(JsonNode body) {
        return of(200, body);
    }

    static Answer noContent() {
        return new Answer(204, Map.of(), null, null, 0);
    }

    Answer about(String objectName, int rowCount) {
        return new Answer(status, headers, body, objectName, rowCount);
    }

    Answer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body, object, rows);
    }

    HttpResponse toResponse() {
        HttpResponse response = body == null ? Json.noContent() : Json.response(status, body);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }
}
