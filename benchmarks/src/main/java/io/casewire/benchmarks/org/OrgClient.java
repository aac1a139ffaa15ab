package io.casewire.benchmarks.org;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Salesforce org over its REST API, as far as loads need it: log in, query, create and upsert collections. */
public final class OrgClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String DATA = "/services/data/v62.0";
    private static final int MOST_RECORDS = 200;
    private static final int UNAUTHORIZED = 401;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI loginUrl;
    private final String credentials;
    private String instance = "";
    private String token = "";
    private String orgId = "";

    private OrgClient(URI loginUrl, String credentials) {
        this.loginUrl = loginUrl;
        this.credentials = credentials;
    }

    /** Logs in by OAuth client credentials. @throws OrgException when the org refuses */
    public static OrgClient login(URI loginUrl, String clientId, String clientSecret)
            throws IOException, InterruptedException {
        return login(
                loginUrl,
                "grant_type=client_credentials&client_id=" + encode(clientId) + "&client_secret="
                        + encode(clientSecret));
    }

    /** Somebody who works in a local org, as its own users log in. */
    public static OrgClient loginAsPerson(URI localOrg, String username, String password)
            throws IOException, InterruptedException {
        return login(
                localOrg,
                "grant_type=password&client_id=casewire&username=" + encode(username) + "&password="
                        + encode(password));
    }

    private static OrgClient login(URI loginUrl, String credentials) throws IOException, InterruptedException {
        OrgClient client = new OrgClient(loginUrl, credentials);
        client.login();
        return client;
    }

    /** All records of a query, through its pages. */
    public List<JsonNode> query(String soql) throws IOException, InterruptedException {
        List<JsonNode> records = new ArrayList<>();
        JsonNode page = call("GET", DATA + "/query?q=" + encode(soql), "");
        page.path("records").forEach(records::add);
        while (!page.path("done").asBoolean(true)) {
            page = call("GET", page.path("nextRecordsUrl").asText(), "");
            page.path("records").forEach(records::add);
        }
        return records;
    }

    /** Creates records in calls of 200. @return their ids, in order @throws OrgException when a row is refused */
    public List<String> create(List<ObjectNode> records) throws IOException, InterruptedException {
        return save("POST", DATA + "/composite/sobjects", records);
    }

    /** Creates or updates records of one type by an external id, in calls of 200. */
    public List<String> upsert(String type, String externalId, List<ObjectNode> records)
            throws IOException, InterruptedException {
        return save("PATCH", DATA + "/composite/sobjects/" + type + "/" + externalId, records);
    }

    /** Changes one record. @param json its new values */
    public void update(String type, String id, String json) throws IOException, InterruptedException {
        String path = DATA + "/sobjects/" + type + "/" + id;
        HttpResponse<byte[]> response = send("PATCH", path, json);
        if (response.statusCode() == UNAUTHORIZED) {
            login();
            response = send("PATCH", path, json);
        }
        if (response.statusCode() / 100 != 2) {
            throw new OrgException(
                    "The org answered " + response.statusCode() + " to a change", JSON.readTree(response.body()));
        }
    }

    /** A record to be filled; its type is named as collections want it. */
    public static ObjectNode record(String type) {
        ObjectNode record = JSON.createObjectNode();
        record.putObject("attributes").put("type", type);
        return record;
    }

    private List<String> save(String method, String path, List<ObjectNode> records)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < records.size(); from += MOST_RECORDS) {
            ObjectNode body = JSON.createObjectNode().put("allOrNone", false);
            ArrayNode rows = body.putArray("records");
            records.subList(from, Math.min(records.size(), from + MOST_RECORDS)).forEach(rows::add);
            for (JsonNode result : call(method, path, JSON.writeValueAsString(body))) {
                if (!result.path("success").asBoolean()) {
                    throw new OrgException("The org refused a record", result.path("errors"));
                }
                ids.add(result.path("id").asText());
            }
        }
        return ids;
    }

    /** What the OAuth answer said: the three headers that every call of the Pub/Sub API carries. */
    record Access(String token, String instance, String orgId) {}

    Access access() {
        return new Access(token, instance, orgId);
    }

    /** A call to be filled in, by the user who is logged in. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(instance + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    /** @throws OrgException unless the org answers with a status of success */
    JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(method, path, body);
        if (response.statusCode() == UNAUTHORIZED) {
            login();
            response = send(method, path, body);
        }
        JsonNode json = JSON.readTree(response.body());
        if (response.statusCode() / 100 != 2) {
            throw new OrgException("The org answered " + response.statusCode() + " to " + method, json);
        }
        return json;
    }

    private HttpResponse<byte[]> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private void login() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(loginUrl.resolve("/services/oauth2/token"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(credentials))
                .build();
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw new IOException("No org answers at " + loginUrl + ". Start the connector first.", e);
        }
        JsonNode json = JSON.readTree(response.body());
        if (response.statusCode() / 100 != 2) {
            throw new OrgException("The org refused the login; check --client-id and --client-secret", json);
        }
        token = json.path("access_token").asText();
        instance = json.path("instance_url").asText();
        // .../id/ORG/USER
        String[] identity = json.path("id").asText().split("/", -1);
        orgId = identity.length < 2 ? "" : identity[identity.length - 2];
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
