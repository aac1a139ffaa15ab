package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.rest.Subrequests.Done;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Composites that are all or nothing, several in one call (Salesforce REST API guide: composite graphs). A graph that fails
 * leaves the others alone.
 */
final class Graph {
    private static final int MOST_GRAPHS = 75;
    private static final int MOST_NODES = 500;
    private static final Pattern ROW = Pattern.compile("/services/data/v[0-9.]+/sobjects/.+");

    private final Subrequests subrequests;

    Graph(Subrequests subrequests) {
        this.subrequests = subrequests;
    }

    void routes(Routes routes) {
        routes.on("POST", "/composite/graph", this::answer);
    }

    private record One(String id, List<ObjectNode> requests) {}

    private Answer answer(Call call) {
        List<One> graphs = read(call.body().path("graphs"));
        ObjectNode json = Json.object();
        ArrayNode answers = json.putArray("graphs");
        List<Done> all = new ArrayList<>();
        for (One graph : graphs) {
            List<Done> done = subrequests.allOrNone(call, graph.requests);
            ObjectNode answered = answers.addObject().put("graphId", graph.id);
            ArrayNode responses = answered.putObject("graphResponse").putArray("compositeResponse");
            done.forEach(one -> responses.add(one.toJson()));
            answered.put("isSuccessful", done.stream().noneMatch(Done::failed));
            all.addAll(done);
        }
        return Answer.ok(json).about("graph", Composite.rows(all)).wrote(Composite.written(all), false);
    }

    private static List<One> read(JsonNode graphs) {
        if (!(graphs instanceof ArrayNode array) || array.isEmpty()) {
            throw new ApiException(StatusCode.JSON_PARSER_ERROR, "The body needs 'graphs'");
        }
        if (array.size() > MOST_GRAPHS) {
            throw new ApiException(StatusCode.LIMIT_EXCEEDED, "A call holds at most " + MOST_GRAPHS + " graphs");
        }
        Set<String> ids = new HashSet<>();
        List<One> all = new ArrayList<>();
        int nodes = 0;
        for (JsonNode graph : array) {
            String id = graph.path("graphId").asText("");
            if (id.isEmpty() || !ids.add(id)) {
                throw new ApiException(StatusCode.JSON_PARSER_ERROR, "Every graph needs a 'graphId' of its own");
            }
            List<ObjectNode> requests = Subrequests.read(graph.path("compositeRequest"));
            requests.forEach(Graph::requireRow);
            nodes += requests.size();
            all.add(new One(id, requests));
        }
        if (nodes > MOST_NODES) {
            throw new ApiException(StatusCode.LIMIT_EXCEEDED, "A call holds at most " + MOST_NODES + " nodes");
        }
        return all;
    }

    private static void requireRow(ObjectNode request) {
        if (!ROW.matcher(request.path("url").asText()).matches()) {
            throw new ApiException(
                    StatusCode.JSON_PARSER_ERROR, "A graph holds addresses below /services/data/vXX.X/sobjects/ only");
        }
    }
}
