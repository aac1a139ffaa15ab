package io.casewire.localorg.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.fault.Fault;
import io.casewire.localorg.fault.Faults;
import io.casewire.localorg.flow.FlowLog;
import io.casewire.localorg.http.HttpEndpoint;
import io.casewire.localorg.http.HttpRequest;
import io.casewire.localorg.http.HttpResponse;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.setup.OrgClock;
import io.casewire.localorg.setup.Setup;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything below {@code /local-org}. It needs no login, because it is there on the loopback interface only, and counts
 * against no limit. docs/reference/local-org.md lists it.
 */
public final class ControlApi implements HttpEndpoint {
    public static final String PATH = "/local-org";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final int MOST_REQUESTS = 10_000;

    private final OrgState state;
    private final Setup setup;
    private final OrgClock clock;
    private final Allowances allowances;
    private final Faults faults;
    private final RequestLog log;
    private final FlowLog flowLog;
    private final Map<String, Function<HttpRequest, JsonNode>> routes = new TreeMap<>();

    public ControlApi(
            OrgState state,
            Setup setup,
            OrgClock clock,
            Allowances allowances,
            Faults faults,
            RequestLog log,
            FlowLog flowLog) {
        this.state = state;
        this.setup = setup;
        this.clock = clock;
        this.allowances = allowances;
        this.faults = faults;
        this.log = log;
        this.flowLog = flowLog;
        routes.put("GET /settings", request -> setup.toJson());
        routes.put("PATCH /settings", this::changeSettings);
        routes.put("GET /clock", request -> time());
        routes.put("PATCH /clock", this::advance);
        routes.put("GET /faults", request -> allFaults());
        routes.put("POST /faults", this::addFault);
        routes.put("DELETE /faults", request -> removeFaults());
        routes.put("DELETE /faults/*", this::removeFault);
        routes.put("GET /limits", request -> limits());
        routes.put("PATCH /limits", this::changeLimits);
        routes.put("GET /requests", this::requests);
        routes.put("GET /messages", request -> messages());
        routes.put("GET /flow-failures", request -> flowFailures());
        routes.put("POST /sessions/expire", request -> done(state::expireSessions));
        routes.put("POST /reset", request -> done(this::reset));
        routes.put("POST /snapshots/*", request -> done(() -> state.save(last(request))));
        routes.put("POST /snapshots/*/restore", request -> done(() -> state.restore(beforeLast(request))));
        routes.put("POST /merge", this::merge);
        routes.put("POST /person-accounts", request -> done(state::enablePersonAccounts));
    }

    @Override
    public HttpResponse answer(HttpRequest request) {
        String path = request.path().substring(PATH.length()).replaceFirst("/+$", "");
        try {
            Function<HttpRequest, JsonNode> route = find(request.method(), path);
            return route == null
                    ? problem(404, "There is no " + request.method() + " " + PATH + path + "; there are " + known())
                    : Json.response(200, route.apply(request));
        } catch (IllegalArgumentException e) {
            return problem(400, String.valueOf(e.getMessage()));
        } catch (ApiException e) {
            return problem(400, e.error().message());
        }
    }

    private static HttpResponse problem(int status, String message) {
        return Json.response(status, Json.object().put("error", message));
    }

    private List<String> known() {
        return routes.keySet().stream()
                .map(route -> route.replace(" ", " " + PATH))
                .toList();
    }

    private @Nullable Function<HttpRequest, JsonNode> find(String method, String path) {
        Function<HttpRequest, JsonNode> exact = routes.get(method + " " + path);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, Function<HttpRequest, JsonNode>> route : routes.entrySet()) {
            String pattern = route.getKey().replace("*", "[^/]+");
            if ((method + " " + path).matches(pattern)) {
                return route.getValue();
            }
        }
        return null;
    }

    private static String last(HttpRequest request) {
        String path = request.path();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String beforeLast(HttpRequest request) {
        String path = request.path();
        String before = path.substring(0, path.lastIndexOf('/'));
        return before.substring(before.lastIndexOf('/') + 1);
    }

    private static JsonNode done(Runnable action) {
        action.run();
        return Json.object().put("done", true);
    }

    private static ObjectNode body(HttpRequest request) {
        return Json.parseObject(request.body());
    }

    private JsonNode changeSettings(HttpRequest request) {
        setup.change(body(request));
        return setup.toJson();
    }

    private JsonNode time() {
        return Json.object()
                .put("now", clock.instant().toString())
                .put("ahead", clock.ahead().toString());
    }

    private JsonNode advance(HttpRequest request) {
        String span = body(request).path("advance").asText("");
        try {
            clock.advance(Duration.parse(span));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("advance must be a span such as PT10M or P1D, and is '" + span + "'", e);
        }
        return time();
    }

    private JsonNode allFaults() {
        ArrayNode all = Json.array();
        for (Fault fault : faults.all()) {
            ObjectNode json = JSON.valueToTree(fault);
            all.add(json.put("struck", faults.struck(String.valueOf(fault.id()))));
        }
        return all;
    }

    private JsonNode addFault(HttpRequest request) {
        ObjectNode body = body(request);
        try {
            return JSON.valueToTree(faults.add(JSON.treeToValue(body, Fault.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no fault: " + problem(e), e);
        }
    }

    private static String problem(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "there is no " + unknown.getPropertyName() + "; there are " + unknown.getKnownPropertyIds();
        }
        if (e instanceof InvalidFormatException wrong && wrong.getTargetType() == Fault.Kind.class) {
            return "there is no kind " + wrong.getValue() + "; there are "
                    + Arrays.stream(Fault.Kind.values()).map(Fault.Kind::text).toList();
        }
        if (e instanceof MismatchedInputException wrong && !wrong.getPath().isEmpty()) {
            return wrong.getPath().get(0).getFieldName() + " has a value that does not fit";
        }
        return e.getOriginalMessage();
    }

    private JsonNode removeFaults() {
        faults.clear();
        return allFaults();
    }

    private JsonNode removeFault(HttpRequest request) {
        if (!faults.remove(last(request))) {
            throw new IllegalArgumentException("there is no fault " + last(request));
        }
        return allFaults();
    }

    private JsonNode limits() {
        ObjectNode all = Json.object();
        for (Limit limit : Limit.values()) {
            all.putObject(limit.apiName())
                    .put("max", allowances.max(limit))
                    .put("used", allowances.used(limit))
                    .put("reported", allowances.reported(limit))
                    .put("othersPerHour", allowances.usedByOthersPerHour(limit));
        }
        return all;
    }

    private JsonNode changeLimits(HttpRequest request) {
        List<Runnable> changes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : body(request).properties()) {
            Limit limit = Limit.named(entry.getKey());
            if (limit == null) {
                throw new IllegalArgumentException(
                        "there is no limit " + entry.getKey() + "; GET " + PATH + "/limits lists them");
            }
            for (Map.Entry<String, JsonNode> change : entry.getValue().properties()) {
                changes.add(change(limit, change.getKey(), change.getValue()));
            }
        }
        changes.forEach(Runnable::run);
        return limits();
    }

    private Runnable change(Limit limit, String what, JsonNode value) {
        if (!value.canConvertToLong() || value.asLong() < 0) {
            throw new IllegalArgumentException(limit.apiName() + "." + what + " must be a whole number");
        }
        long number = value.asLong();
        return switch (what) {
            case "max" -> () -> allowances.setMax(limit, number);
            case "use" -> () -> allowances.useByOthers(limit, number);
            case "othersPerHour" -> () -> allowances.useByOthersPerHour(limit, number);
            default -> throw new IllegalArgumentException("a limit has max, use and othersPerHour, but no " + what);
        };
    }

    private JsonNode messages() {
        ArrayNode all = Json.array();
        flowLog.messages().forEach(message -> {
            ObjectNode json = all.addObject()
                    .put("time", message.time().toString())
                    .put("flow", message.flow())
                    .put("action", message.action());
            message.parameters().forEach(json.putObject("parameters")::put);
        });
        return all;
    }

    private JsonNode flowFailures() {
        ArrayNode all = Json.array();
        flowLog.failures().forEach(failure -> all.addObject()
                .put("time", failure.time().toString())
                .put("flow", failure.flow())
                .put("element", failure.element())
                .put("problem", failure.problem()));
        return all;
    }

    private JsonNode requests(HttpRequest request) {
        long after = number(request, "after", 0);
        int limit = (int) Math.min(MOST_REQUESTS, number(request, "limit", 1_000));
        ArrayNode all = Json.array();
        for (RequestLog.Entry entry : log.after(after, limit)) {
            ObjectNode json = all.addObject()
                    .put("number", entry.number())
                    .put("time", entry.time().toString())
                    .put("user", entry.user())
                    .put("method", entry.method())
                    .put("path", entry.path())
                    .put("object", entry.object())
                    .put("rows", entry.rows())
                    .put("status", entry.status())
                    .put(
                            "committed",
                            entry.committed() == null ? null : entry.committed().toString());
            entry.records().forEach(json.putArray("records")::add);
        }
        return all;
    }

    private static long number(HttpRequest request, String name, long otherwise) {
        String given = request.query().get(name);
        if (given == null) {
            return otherwise;
        }
        if (!given.matches("\\d{1,18}")) {
            throw new IllegalArgumentException(name + " must be a whole number");
        }
        return Long.parseLong(given);
    }

    private void reset() {
        faults.clear();
        flowLog.clear();
        setup.set(state.firstSettings());
        allowances.reset(state.firstDailyApiRequests());
        state.empty();
    }

    private JsonNode merge(HttpRequest request) {
        ObjectNode body = body(request);
        List<String> losers = new ArrayList<>();
        body.path("losers").forEach(loser -> losers.add(loser.asText()));
        state.merge(body.path("master").asText(), losers);
        return Json.object().put("done", true);
    }
}
