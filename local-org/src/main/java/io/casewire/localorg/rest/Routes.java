package io.casewire.localorg.rest;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which resource answers which path. The first route that fits wins, so literal paths come before variables. */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /** What answers a call; refuses by throwing {@link ApiException}. */
    @FunctionalInterface
    interface Resource {
        Answer answer(Call call);
    }

    /** A resource and what the path said. */
    record Match(Resource resource, Map<String, String> variables) {}

    /** @param pattern below {@code /services/data/{version}}, such as {@code /sobjects/{object}/{id}} */
    Routes on(String method, String pattern, Resource resource) {
        routes.add(new Route(method, segments("/services/data/{version}" + pattern), resource));
        return this;
    }

    Match find(String method, String path) {
        List<String> segments = segments(path);
        List<String> allowed = new ArrayList<>();
        for (Route route : routes) {
            Map<String, String> variables = route.match(segments);
            if (variables != null && route.method.equals(method)) {
                return new Match(route.resource, variables);
            } else if (variables != null) {
                allowed.add(route.method);
            }
        }
        if (!allowed.isEmpty()) {
            throw new ApiException(
                    StatusCode.METHOD_NOT_ALLOWED,
                    "HTTP Method '" + method + "' not allowed. Allowed are " + String.join(",", allowed));
        }
        throw new ApiException(
                StatusCode.NOT_FOUND,
                "The requested resource does not exist: the local org does not answer " + method + " " + path);
    }

    private static List<String> segments(String path) {
        String trimmed = path.replaceAll("^/+|/+$", "");
        return List.of(trimmed.split("/", -1));
    }

    private record Route(String method, List<String> pattern, Resource resource) {
        @Nullable
        Map<String, String> match(List<String> segments) {
            if (segments.size() != pattern.size()) {
                return null;
            }
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < pattern.size(); i++) {
                String expected = pattern.get(i);
                if (expected.startsWith("{")) {
                    variables.put(expected.substring(1, expected.length() - 1), decode(segments.get(i)));
                } else if (!expected.equalsIgnoreCase(segments.get(i))) {
                    return null;
                }
            }
            return variables;
        }

        private static String decode(String segment) {
            try {
                return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return segment;
            }
        }
    }
}
