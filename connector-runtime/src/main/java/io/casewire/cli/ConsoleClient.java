package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks a running instance. */
final class ConsoleClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    /** @param run what the instance announced */
    ConsoleClient(JsonNode run) {
        url = run.path("console").asText();
    }

    /** @param status the HTTP status; the body is the answer, or holds {@code finding} */
    record Reply(int status, JsonNode body) {}

    /** @throws FindingException when nothing answers */
    Reply get(String path, Map<String, String> parameters) throws InterruptedException {
        String query = parameters.entrySet().stream()
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create(url + path + query))
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), Json.MAPPER.readTree(response.body()));
        } catch (IOException e) {
            throw new FindingException(new Finding(FindingCode.NOT_RUNNING, url, "it does not answer."));
        }
    }
}
