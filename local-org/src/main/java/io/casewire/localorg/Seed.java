package io.casewire.localorg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * First records from a file, as {@code sf data export tree} writes them: one file with {@code records}, or a plan that
 * lists such files. A value {@code "@name"} is the id of the record whose referenceId is that name.
 */
public final class Seed {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_RECORDS = 200;

    private final LocalOrg org;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> ids = new HashMap<>();

    private Seed(LocalOrg org) {
        this.org = org;
        this.token = org.accessToken();
    }

    /**
     * Loads a file into the org.
     *
     * @return how many records were made
     * @throws IllegalArgumentException when the file has another shape or the org refuses a record; what came before stays
     */
    public static int load(LocalOrg org, Path file) throws IOException, InterruptedException {
        Seed seed = new Seed(org);
        JsonNode root = read(file);
        List<Path> files = new ArrayList<>();
        if (root.isArray()) {
            for (JsonNode step : root) {
                step.path("files").forEach(name -> files.add(file.resolveSibling(name.asText())));
            }
        } else {
            files.add(file);
        }
        for (Path one : files) {
            seed.loadTree(one);
        }
        return seed.ids.size();
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            return JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + ":" + e.getLocation().getLineNr() + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void loadTree(Path file) throws IOException, InterruptedException {
        if (!(read(file).path("records") instanceof ArrayNode records) || records.isEmpty()) {
            throw new IllegalArgumentException(file + " has no 'records'; write it as sf data export tree does");
        }
        ArrayNode part = JSON.createArrayNode();
        int size = 0;
        for (JsonNode record : records) {
            int count = count(record);
            if (size + count > MOST_RECORDS) {
                send(file, part);
                part = JSON.createArrayNode();
                size = 0;
            }
            part.add(resolved(record));
            size += count;
        }
        send(file, part);
    }

    private static int count(JsonNode record) {
        int count = 1;
        for (JsonNode value : record) {
            for (JsonNode child : value.path("records")) {
                count += count(child);
            }
        }
        return count;
    }

    private JsonNode resolved(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode all = JSON.createObjectNode();
            object.properties().forEach(entry -> all.set(entry.getKey(), resolved(entry.getValue())));
            return all;
        } else if (node instanceof ArrayNode array) {
            ArrayNode all = JSON.createArrayNode();
            array.forEach(item -> all.add(resolved(item)));
            return all;
        }
        String id = node.isTextual() && node.asText().startsWith("@")
                ? ids.get(node.asText().substring(1))
                : null;
        return id == null ? node : JSON.getNodeFactory().textNode(id);
    }

    private void send(Path file, ArrayNode records) throws IOException, InterruptedException {
        if (records.isEmpty()) {
            return;
        }
        String type = records.get(0).path("attributes").path("type").asText();
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create(org.url() + "/services/data/v62.0/composite/tree/" + type))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(
                                JSON.writeValueAsBytes(JSON.createObjectNode().set("records", records))))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode answer = JSON.readTree(response.body());
        if (response.statusCode() != 201) {
            throw new IllegalArgumentException(file + " is refused: " + reason(answer));
        }
        answer.path("results")
                .forEach(result -> ids.put(
                        result.path("referenceId").asText(), result.path("id").asText()));
    }

    private static String reason(JsonNode answer) {
        List<String> reasons = new ArrayList<>();
        answer.path("results").forEach(result -> result.path("errors")
                .forEach(error -> reasons.add(result.path("referenceId").asText() + ": "
                        + error.path("message").asText())));
        return reasons.isEmpty() ? answer.path(0).path("message").asText() : String.join("; ", reasons);
    }
}
