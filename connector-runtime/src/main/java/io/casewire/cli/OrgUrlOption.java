package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which local org a command is about, and how it is asked. */
final class OrgUrlOption {
    @Option(
            names = "--org",
            paramLabel = "URL",
            description = "the local org (default: that of the running connector, else http://localhost:8443)")
    private @Nullable String url;

    @Mixin
    private ConfigOption config;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    OrgUrlOption() {}

    /**
     * Asks what is below {@code /local-org}.
     *
     * @param body empty for none
     * @throws FindingException when it is refused or nobody answers
     */
    JsonNode ask(String method, String path, String body) throws InterruptedException {
        String target = target();
        try {
            HttpResponse<byte[]> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(target + "/local-org" + path))
                                    .method(
                                            method,
                                            body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = Json.MAPPER.readTree(response.body());
            if (response.statusCode() != 200) {
                String problem = answer.path("error").asText("status " + response.statusCode());
                throw new FindingException(new Finding(FindingCode.USAGE, target, problem + "."));
            }
            return answer;
        } catch (IOException e) {
            throw new FindingException(new Finding(FindingCode.ORG_UNREACHABLE, target, "no local org answers there."));
        }
    }

    private String target() {
        if (url != null) {
            return url.replaceAll("/+$", "");
        }
        try {
            return config.running().path("org").asText();
        } catch (FindingException | IOException nothingRuns) {
            return "http://localhost:8443";
        }
    }
}
