package io.casewire.cli;

import io.casewire.localorg.LocalOrg;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgUnreachableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;

/** Calls to a local org of this process, as its integration user. */
final class LocalOrgApi implements OrgApi {
    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalOrg org;
    private final String token;

    LocalOrgApi(LocalOrg org) {
        this.org = org;
        this.token = org.accessToken();
    }

    @Override
    public Answer send(String method, String path, byte[] body, Map<String, String> headers)
            throws OrgUnreachableException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(org.url() + path))
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Sforce-Limit-Info").orElse(""));
        } catch (IOException e) {
            throw new IllegalStateException("the org of this process does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public String version() {
        return "v62.0";
    }
}
