package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Up to 25 calls in one that know nothing of one another (Salesforce REST API guide: Batch). */
final class Batch {
    private static final int MOST_SUBREQUESTS = 25;
    private static final ApiError HALTED = new ApiError(
            StatusCode.BATCH_PROCESSING_HALTED,
            "Batch processing was halted per request after previous error.",
            List.of());

    private final Subrequests subrequests;

    Batch(Subrequests subrequests) {
        this.subrequests = subrequests;
    }

    void routes(Routes routes) {
        routes.on("POST", "/composite/batch", this::answer);
    }

    private Answer answer(Call call) {
        ObjectNode body = call.body();
        if (!(body.get("batchRequests") instanceof ArrayNode requests) || requests.isEmpty()) {
            throw new ApiException(StatusCode.JSON_PARSER_ERROR, "The body needs 'batchRequests'");
        }
        if (requests.size() > MOST_SUBREQUESTS) {
            throw new ApiException(
                    StatusCode.LIMIT_EXCEEDED, "A batch holds at most " + MOST_SUBREQUESTS + " subrequests");
        }
        boolean haltOnError = body.path("haltOnError").asBoolean(false);
        ObjectNode json = Json.object().put("hasErrors", false);
        ArrayNode results = json.putArray("results");
        List<String> written = new ArrayList<>();
        int rows = 0;
        boolean failed = false;
        for (JsonNode request : requests) {
            Answer answer = failed && haltOnError ? Errors.answer(HALTED) : one(call, request);
            failed |= answer.status() >= 400;
            @Nullable JsonNode result = answer.body();
            results.addObject().put("statusCode", answer.status()).set("result", result);
            written.addAll(answer.records());
            rows += answer.rows();
        }
        return Answer.ok(json.put("hasErrors", failed)).about("batch", rows).wrote(written, false);
    }

    /** Addresses may begin with the version. */
    private Answer one(Call call, JsonNode request) {
        String url = request.path("url").asText().replaceFirst("^/+", "");
        String absolute = url.startsWith("services/") ? "/" + url : "/services/data/" + url;
        return subrequests.run(
                call,
                request.path("method").asText(),
                absolute,
                call.request().headers(),
                request.path("richInput"),
                call.work());
    }
}
