package io.casewire.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** The limits of a local org, out of the way of what is measured. */
final class OrgLimits {
    private static final String LIMITS =
            """
            {"DailyApiRequests":{"max":1000000000},"DailyBulkApiBatches":{"max":1000000000},
             "HourlyPublishedPlatformEvents":{"max":1000000000},"DailyDeliveredPlatformEvents":{"max":1000000000}}""";

    private OrgLimits() {}

    static void raise(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/local-org/limits"))
                .method("PATCH", BodyPublishers.ofString(LIMITS))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new BenchException("the org keeps its limits: " + answer.body());
        }
    }
}
