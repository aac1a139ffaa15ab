package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** What a local org says of the calls it got. It forgets them when it ends, so who kills it reads now and then. */
final class OrgLog {
    /** The user of a local org who is not the connector's. */
    static final String PERSON = "default.owner@local-org.example";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 10_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final List<JsonNode> entries = new ArrayList<>();
    private long after;

    OrgLog(String url) {
        this.url = url;
    }

    /** Reads what came since. */
    synchronized void read() throws IOException, InterruptedException {
        while (true) {
            URI page = URI.create(url + "/local-org/requests?after=" + after + "&limit=" + PAGE);
            JsonNode some = JSON.readTree(
                    http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofByteArray())
                            .body());
            if (some.isEmpty()) {
                return;
            }
            for (JsonNode entry : some) {
                long number = entry.path("number").asLong();
                if (number != after + 1) {
                    throw new BenchException(
                            "the org's request log no longer holds the calls from number " + (after + 1));
                }
                after = number;
                entries.add(entry);
            }
        }
    }

    /** The org begins to count anew. */
    synchronized void restarted() {
        after = 0;
    }

    /** What people change in the org themselves is no write of ours. */
    static boolean isByAPerson(JsonNode entry) {
        return entry.path("user").asText().equals(PERSON);
    }

    /** All that were read, oldest first. */
    synchronized List<JsonNode> entries() {
        return List.copyOf(entries);
    }
}
