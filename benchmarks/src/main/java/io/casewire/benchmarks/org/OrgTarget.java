package io.casewire.benchmarks.org;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/** The org a load goes to; all of them log in as the client a local org knows. */
final class OrgTarget {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Option(names = "--org", required = true, description = "login URL")
    private URI url = URI.create("");

    OrgClient login() throws IOException, InterruptedException {
        return OrgClient.login(url, "casewire", "casewire-local");
    }

    /** The body of an answer. @throws OrgException unless its status is one of success */
    static String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() / 100 != 2) {
            throw new OrgException(
                    "The org answered " + response.statusCode() + " to " + request.method(), response.body());
        }
        return response.body();
    }

    /** How often a text occurs. */
    static int count(String text, String in) {
        int count = 0;
        for (int at = in.indexOf(text); at >= 0; at = in.indexOf(text, at + text.length())) {
            count++;
        }
        return count;
    }
}
