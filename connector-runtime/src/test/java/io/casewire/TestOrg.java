package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.LocalOrgOptions;
import io.casewire.localorg.flow.FlowLog;
import io.casewire.salesforce.MetadataDeploy;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.Soql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A local org outside the connector, and an admin who works in it. */
public final class TestOrg implements OrgApi, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Records in one call, the most Salesforce takes. */
    private static final int COLLECTION = 200;

    private static final String ADMIN = "admin";
    private static final Path METADATA = TestContent.repository().resolve("salesforce-metadata/force-app/main/default");

    private final LocalOrg org;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String token;

    /** @param secret of the connector's client */
    private TestOrg(int port, Path folder, String secret) {
        org = LocalOrg.start(LocalOrgOptions.defaults()
                .withHttpPort(port)
                .withDataFolder(folder)
                .withClient("casewire", secret, LocalOrg.INTEGRATION_USERNAME)
                .withClient(ADMIN, "its secret", LocalOrg.DEFAULT_OWNER_USERNAME));
        token = login();
    }

    public static TestOrg start(int port, Path folder, String secret) {
        return new TestOrg(port, folder, secret);
    }

    /** With the shipped metadata, and the account that unknown devices belong to. */
    public static TestOrg prepared(int port, Path folder) throws Exception {
        TestOrg org = start(port, folder, "casewire-local");
        org.deploy(METADATA);
        org.create("Account", Map.of("Name", "Unassigned devices"));
        org.create("DataUsePurpose", Map.of("Name", "In-store offers"));
        return org;
    }

    /** The lines of {@code casewire.yaml} that lead to this org. */
    public static String settings(int port) {
        return "{ url: \"http://localhost:" + port + "\", clientId: casewire, clientSecret: \"${file:secret}\" }";
    }

    /** Likewise, with the org's events. */
    public String settingsWithEvents(int port) {
        return settings(port).replace("{ url", "{ pubSub: \"http://localhost:" + org.pubSubPort() + "\", url");
    }

    /** The org itself. */
    public LocalOrg local() {
        return org;
    }

    public void deploy(Path folder) throws Exception {
        assertThat(MetadataDeploy.deploy(this, folder)).isEmpty();
    }

    public String create(String object, Map<String, ?> fields) throws Exception {
        Answer answer =
                send("POST", "/services/data/v62.0/sobjects/" + object, JSON.writeValueAsBytes(fields), Map.of());
        assertThat(answer.isOk()).isTrue();
        return JSON.readTree(answer.body()).path("id").asText();
    }

    /** As many as there are, 200 in a call. @return their ids, in order */
    public List<String> createAll(String object, List<Map<String, Object>> records) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < records.size(); from += COLLECTION) {
            List<Map<String, Object>> some = records.subList(from, Math.min(records.size(), from + COLLECTION)).stream()
                    .map(fields -> withType(object, fields))
                    .toList();
            byte[] body = JSON.writeValueAsBytes(Map.of("allOrNone", true, "records", some));
            Answer answer = send("POST", "/services/data/v62.0/composite/sobjects", body, Map.of());
            assertThat(answer.isOk()).as(text(answer)).isTrue();
            for (JsonNode result : JSON.readTree(answer.body())) {
                assertThat(result.path("success").asBoolean()).as(text(answer)).isTrue();
                ids.add(result.path("id").asText());
            }
        }
        return ids;
    }

    private static Map<String, Object> withType(String object, Map<String, Object> fields) {
        Map<String, Object> record = new HashMap<>(fields);
        record.put("attributes", Map.of("type", object));
        return record;
    }

    public void update(String object, String id, Map<String, ?> fields) throws Exception {
        Answer answer = send(
                "PATCH",
                "/services/data/v62.0/sobjects/" + object + "/" + id,
                JSON.writeValueAsBytes(fields),
                // As in the org's own pages, where "assign using active assignment rule" is not ticked
                Map.of("Sforce-Auto-Assign", "FALSE"));
        assertThat(answer.isOk()).isTrue();
    }

    public List<JsonNode> query(String soql) throws Exception {
        return Soql.query(this, soql);
    }

    /** What nobody does in a real org: a change of {@code /local-org/settings}, {@code limits} and so on. */
    public void control(String what, String change) {
        Answer answer = send("PATCH", "/local-org/" + what, change.getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(answer.isOk()).as(text(answer)).isTrue();
    }

    /** What flows notified people of, by the action's parameters. */
    public List<Map<String, String>> notifications() {
        return local().flowLog().messages().stream()
                .filter(message -> message.action().equals("customNotificationAction"))
                .map(FlowLog.Message::parameters)
                .toList();
    }

    /** Every call so far, as the org's own log has it. */
    public JsonNode requests() {
        return send("GET", "/local-org/requests?after=0&limit=10000", new byte[0], Map.of())
                .json();
    }

    private String login() {
        String form = "grant_type=client_credentials&client_id=" + ADMIN + "&client_secret=its+secret";
        return exchange(HttpRequest.newBuilder(URI.create(org.url() + "/services/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build())
                .path("access_token")
                .asText();
    }

    private JsonNode exchange(HttpRequest request) {
        try {
            return JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Answer send(String method, String path, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(org.url() + path))
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.ofByteArray(body));
        if (!headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Sforce-Limit-Info").orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String version() {
        return "v62.0";
    }

    /** Text of an answer, for assertions. */
    public static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        org.close();
    }
}
