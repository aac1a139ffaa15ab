package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.HttpRequest;
import io.casewire.localorg.http.HttpServer;
import io.casewire.localorg.http.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the calls inside a call, later ones referring to the answers of earlier ones. */
final class Subrequests {
    static final ApiError HALTED = new ApiError(
            StatusCode.PROCESSING_HALTED,
            "The transaction was rolled back since another operation in the same transaction failed.",
            List.of());
    private static final Set<String> FORBIDDEN_HEADERS = Set.of("authorization", "accept", "content-type");

    private final Dispatcher dispatcher;

    /** Lets the org answer a call that came inside another. */
    @FunctionalInterface
    interface Dispatcher {
        Answer dispatch(Call outer, HttpRequest request, Work work);
    }

    /** One call inside another, and what it answered. */
    record Done(String referenceId, Answer answer) {
        boolean failed() {
            return answer.failed();
        }

        ObjectNode toJson() {
            ObjectNode json = Json.object();
            @Nullable JsonNode body = answer.body();
            json.set("body", body);
            ObjectNode headers = json.putObject("httpHeaders");
            answer.headers().forEach(headers::put);
            return json.put("httpStatusCode", answer.status()).put("referenceId", referenceId);
        }
    }

    Subrequests(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /**
     * The subrequests of a body, each with a reference id of its own.
     *
     * @throws ApiException when the list, or one of them, does not have the form it needs
     */
    static List<ObjectNode> read(JsonNode compositeRequest) {
        if (!(compositeRequest instanceof ArrayNode array) || array.isEmpty()) {
            throw malformed("The body needs 'compositeRequest'");
        }
        Set<String> referenceIds = new HashSet<>();
        List<ObjectNode> subrequests = new ArrayList<>();
        for (JsonNode node : array) {
            if (!(node instanceof ObjectNode subrequest)
                    || !subrequest.path("referenceId").isTextual()) {
                throw malformed("Every subrequest needs a 'referenceId'");
            }
            if (!referenceIds.add(subrequest.path("referenceId").asText())) {
                throw malformed("Every 'referenceId' may occur only once");
            }
            subrequest.path("httpHeaders").fieldNames().forEachRemaining(Subrequests::requireAllowed);
            subrequests.add(subrequest);
        }
        return subrequests;
    }

    private static void requireAllowed(String header) {
        if (FORBIDDEN_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
            throw malformed("Header " + header + " is not allowed in a subrequest");
        }
    }

    private static ApiException malformed(String message) {
        return new ApiException(StatusCode.JSON_PARSER_ERROR, message);
    }

    /** Runs them in one transaction; when one fails, nothing is done and the others say so. */
    List<Done> allOrNone(Call call, List<ObjectNode> subrequests) {
        List<Done> all = new ArrayList<>();
        try {
            call.work().write(tx -> {
                all.addAll(each(
                        call, subrequests, new TransactionWork(tx, call.work().locks())));
                if (all.stream().anyMatch(Done::failed)) {
                    throw new ApiException(HALTED);
                }
                return all;
            });
        } catch (ApiException e) {
            all.replaceAll(
                    one -> one.failed() ? one : new Done(one.referenceId, Answer.of(400, Errors.ofCall(HALTED))));
        }
        return all;
    }

    /** Runs them one after the other, each on its own. */
    List<Done> each(Call call, List<ObjectNode> subrequests, Work work) {
        List<Done> done = new ArrayList<>();
        Map<String, JsonNode> bodies = new HashMap<>();
        for (ObjectNode subrequest : subrequests) {
            String referenceId = subrequest.path("referenceId").asText();
            Answer answer = one(call, subrequest, work, new References(bodies));
            done.add(new Done(referenceId, answer));
            if (answer.status() < 400 && answer.body() != null) {
                bodies.put(referenceId, answer.body());
            }
        }
        return done;
    }

    private Answer one(Call call, ObjectNode subrequest, Work work, References references) {
        try {
            String url = references.fill(subrequest.path("url").asText());
            JsonNode body = references.fill(subrequest.path("body"));
            Map<String, String> headers = new HashMap<>(call.request().headers());
            subrequest
                    .path("httpHeaders")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            return run(call, subrequest.path("method").asText(), url, headers, body, work);
        } catch (ApiException e) {
            return Errors.answer(e.error());
        }
    }

    /** Runs one call; a refusal is an answer. */
    Answer run(Call call, String method, String url, Map<String, String> headers, JsonNode body, Work work) {
        int question = url.indexOf('?');
        String path = question < 0 ? url : url.substring(0, question);
        if (path.matches("(?i).*/composite(/(batch|tree|graph).*)?")) {
            return Errors.answer(new ApiError(StatusCode.NOT_FOUND, "A composite cannot hold " + path, List.of()));
        }
        HttpRequest request = new HttpRequest(
                method,
                path,
                HttpServer.parameters(question < 0 ? "" : url.substring(question + 1)),
                headers,
                body.isMissingNode() || body.isNull() ? new byte[0] : Json.bytes(body),
                call.request().baseUrl());
        try {
            return dispatcher.dispatch(call, request, work);
        } catch (ApiException e) {
            return Errors.answer(e.error());
        }
    }
}
