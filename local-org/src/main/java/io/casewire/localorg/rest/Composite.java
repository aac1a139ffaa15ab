package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.rest.Subrequests.Done;
import java.util.List;

/**
 * Up to 25 calls in one, later ones referring to the answers of earlier ones (Salesforce REST API guide: Composite). It
 * counts as one call and is answered 200 when its own form is right.
 */
final class Composite {
    private static final int MOST_SUBREQUESTS = 25;

    private final Subrequests subrequests;

    Composite(Subrequests subrequests) {
        this.subrequests = subrequests;
    }

    void routes(Routes routes) {
        routes.on("POST", "/composite", this::answer);
    }

    private Answer answer(Call call) {
        ObjectNode body = call.body();
        List<ObjectNode> requests = Subrequests.read(body.path("compositeRequest"));
        if (requests.size() > MOST_SUBREQUESTS) {
            throw new ApiException(
                    StatusCode.LIMIT_EXCEEDED, "A composite holds at most " + MOST_SUBREQUESTS + " subrequests");
        }
        List<Done> done = body.path("allOrNone").asBoolean(false)
                ? subrequests.allOrNone(call, requests)
                : subrequests.each(call, requests, call.work());
        ObjectNode json = Json.object();
        ArrayNode responses = json.putArray("compositeResponse");
        done.forEach(one -> responses.add(one.toJson()));
        return Answer.ok(json).about("composite", rows(done)).wrote(written(done), false);
    }

    static int rows(List<Done> done) {
        return done.stream().mapToInt(one -> one.answer().rows()).sum();
    }

    static List<String> written(List<Done> done) {
        return done.stream().flatMap(one -> one.answer().records().stream()).toList();
    }
}
