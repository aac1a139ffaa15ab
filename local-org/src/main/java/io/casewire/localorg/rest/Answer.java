package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.http.HttpResponse;
import io.casewire.localorg.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a resource answers.
 *
 * @param body null for no content, and for text
 * @param csv the body when it is a file of comma-separated values
 * @param object what the request log says the call was about
 * @param rows how many records it read or wrote
 * @param records ids of the records it wrote
 * @param rowsFailed whether rows failed although the call did not
 */
@SuppressWarnings("ArrayRecordComponent") // answers are never compared
record Answer(
        int status,
        Map<String, String> headers,
        @Nullable JsonNode body,
        byte @Nullable [] csv,
        @Nullable String object,
        int rows,
        List<String> records,
        boolean rowsFailed) {

    static Answer of(int status, @Nullable JsonNode body) {
        return new Answer(status, Map.of(), body, null, null, 0, List.of(), false);
    }

    static Answer ok(JsonNode body) {
        return of(200, body);
    }

    static Answer noContent() {
        return of(204, null);
    }

    /** 201 without a body. */
    static Answer created() {
        return of(201, null);
    }

    static Answer csv(byte[] text) {
        return new Answer(200, Map.of(), null, text, null, 0, List.of(), false);
    }

    Answer about(String objectName, int rowCount) {
        return new Answer(status, headers, body, csv, objectName, rowCount, records, rowsFailed);
    }

    Answer wrote(List<String> ids, boolean failed) {
        return new Answer(status, headers, body, csv, object, rows, ids, failed);
    }

    Answer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body, csv, object, rows, records, rowsFailed);
    }

    /** The same, done but never heard. */
    Answer lost() {
        return new Answer(0, headers, body, csv, object, rows, records, rowsFailed);
    }

    /** Whether a composite that is all or nothing has to be undone. */
    boolean failed() {
        return status >= 400 || rowsFailed;
    }

    HttpResponse toResponse() {
        HttpResponse response;
        if (csv != null) {
            response = new HttpResponse(status, Map.of("Content-Type", "text/csv"), csv);
        } else if (body != null) {
            response = Json.response(status, body);
        } else {
            response = new HttpResponse(status, Map.of(), new byte[0]);
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }
}
