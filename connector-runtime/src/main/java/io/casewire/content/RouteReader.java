package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.function.Consumer;

/** Reads Camel routes for what Camel does not know of: that whoever takes events from the org has to keep a position. */
final class RouteReader {
    private static final String EVENTS = "casewire-pubsub";
    private static final String JOURNAL = "casewire-journal";

    private RouteReader() {}

    static void check(String path, String text, Consumer<Finding> findings) {
        YamlFile file = YamlFile.parse(path, text, findings);
        if (file == null) {
            return;
        }
        for (int i = 0; i < file.root().size(); i++) {
            JsonNode item = file.root().path(i);
            boolean named = item.has("route");
            JsonNode route = named ? item.path("route") : item;
            String pointer = "/" + i + (named ? "/route" : "") + "/from";
            JsonNode steps =
                    route.path("from").has("steps") ? route.path("from").path("steps") : route.path("steps");
            if (uri(route.path("from")).startsWith(EVENTS) && !endsInJournal(steps)) {
                findings.accept(new Finding(
                        FindingCode.CONTENT_ROUTE,
                        file.place(pointer),
                        "route '" + route.path("id").asText("without id") + "' has no step 'to: " + JOURNAL
                                + "' that every event reaches."));
            }
        }
    }

    /** Only a step of the route itself is reached by every event. */
    private static boolean endsInJournal(JsonNode steps) {
        for (JsonNode step : steps) {
            if (uri(step.path("to")).startsWith(JOURNAL)) {
                return true;
            }
        }
        return false;
    }

    /** An address stands as text, or with its parameters beside it. */
    private static String uri(JsonNode end) {
        return end.isTextual() ? end.asText() : end.path("uri").asText();
    }
}
