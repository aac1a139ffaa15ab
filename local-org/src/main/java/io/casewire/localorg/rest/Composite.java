package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.fault.ApiError;
import io.casewire.localorg.fault.ApiException;
import io.casewire.localorg.fault.StatusCode;
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

/**
 * Up to 25 calls in one, later ones referring to the answers of earlier ones (Salesforce REST API guide: Composite). It
 * counts as one call and is answered 200 when its own form is right.
 */
final class Composite {
    private static final int MOST_SUBREQUESTS = 25;
    private static final Set<String> FORBIDDEN_HEADERS = Set.of("authorization", "accept", "content-type");
    private static final ApiError HALTED = new ApiError(
            StatusCode.PROCESSING_HALTED,
            "The transaction was rolled back since another operation in the same transaction failed.",
            List.of());

    private final Dispatcher dispatcher;

    /** Lets the org answer a call that came inside another. */
    @FunctionalInterface
    interface Dispatcher {
        Answer dispatch(Call outer, HttpRequest request, Work work);
    }

    /** One call inside a composite, and what it answered. */
    private record Done(String referenceId, Answer answer) {
        boolean failed() {
            return answer.status() >= 400;
        }
    }

    Composite(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    void routes(Routes routes) {
        routes.on("POST", "/composite", this::answer);
    }

    private Answer answer(Call call) {
        ObjectNode body = call.body();
        List<ObjectNode> subrequests = subrequests(body);
        List<Done> done = body.path("allOrNone").asBoolean(false)
                ? allOrNone(call, subrequests)
                : each(call, subrequests, call.work());
        ObjectNode json = Json.object();
        ArrayNode responses = json.putArray("compositeResponse");
        done.forEach(one -> responses.add(response(one)));
        int rows = done.stream().mapToInt(one -> one.answer.rows()).sum();
        return Answer.ok(json).about("composite", rows);
    }

    private List<Done> allOrNone(Call call, List<ObjectNode> subrequests) {
        List<Done> all = new ArrayList<>();
        try {
            call.work().write(tx -> {
                all.addAll(each(call, subrequests, new TransactionWork(tx)));
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

    private List<Done> each(Call call, List<ObjectNode> subrequests, Work work) {
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
            return dispatcher.dispatch(call, request(call, subrequest, url, body), work);
        } catch (ApiException e) {
            return Errors.answer(e.error());
        }
    }

    private static HttpRequest request(Call call, ObjectNode subrequest, String url, JsonNode body) {
        Map<String, String> headers = new HashMap<>(call.request().headers());
        subrequest
                .path("httpHeaders")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        int question = url.indexOf('?');
        return new HttpRequest(
                subrequest.path("method").asText(),
                question < 0 ? url : url.substring(0, question),
                HttpServer.parameters(question < 0 ? "" : url.substring(question + 1)),
                headers,
                body.isMissingNode() ? new byte[0] : Json.bytes(body),
                call.request().baseUrl());
    }

    private static ObjectNode response(Done done) {
        ObjectNode json = Json.object();
        @Nullable JsonNode body = done.answer.body();
        json.set("body", body);
        ObjectNode headers = json.putObject("httpHeaders");
        done.answer.headers().forEach(headers::put);
        return json.put("httpStatusCode", done.answer.status()).put("referenceId", done.referenceId);
    }

    private static List<ObjectNode> subrequests(ObjectNode body) {
        if (!(body.get("compositeRequest") instanceof ArrayNode array) || array.isEmpty()) {
            throw new ApiException(StatusCode.JSON_PARSER_ERROR, "The body needs 'compositeRequest'");
        }
        if (array.size() > MOST_SUBREQUESTS) {
            throw new ApiException(
                    StatusCode.LIMIT_EXCEEDED, "A composite holds at most " + MOST_SUBREQUESTS + " subrequests");
        }
        Set<String> referenceIds = new HashSet<>();
        List<ObjectNode> subrequests = new ArrayList<>();
        for (JsonNode node : array) {
            if (!(node instanceof ObjectNode subrequest)
                    || !subrequest.path("referenceId").isTextual()) {
                throw new ApiException(StatusCode.JSON_PARSER_ERROR, "Every subrequest needs a 'referenceId'");
            }
            if (!referenceIds.add(subrequest.path("referenceId").asText())) {
                throw new ApiException(StatusCode.JSON_PARSER_ERROR, "Every 'referenceId' may occur only once");
            }
            subrequest.path("httpHeaders").fieldNames().forEachRemaining(Composite::requireAllowed);
            subrequests.add(subrequest);
        }
        return subrequests;
    }

    private static void requireAllowed(String header) {
        if (FORBIDDEN_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
            throw new ApiException(
                    StatusCode.JSON_PARSER_ERROR, "Header " + header + " is not allowed in a subrequest");
        }
    }
}
