package io.casewire.localorg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A plain HTTP client of a local org. */
public final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String DATA = "/services/data/v62.0";
    private static final String BOUNDARY = "----part";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private String token = "";

    /** An answer with its body read as JSON. */
    public record Reply(int status, JsonNode body, HttpResponse<String> raw) {
        public String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        public String errorCode() {
            return body.path(0).path("errorCode").asText();
        }
    }

    public Client(String url) {
        this.url = url;
    }

    public static Client of(LocalOrg org) {
        return new Client(org.url()).login("casewire", "casewire-local");
    }

    public Client login(String clientId, String secret) {
        Reply reply = send(
                "POST",
                "/services/oauth2/token",
                "grant_type=client_credentials&client_id=" + clientId + "&client_secret=" + secret,
                "Content-Type",
                "application/x-www-form-urlencoded");
        token = reply.body().path("access_token").asText();
        return this;
    }

    public String token() {
        return token;
    }

    public Client withToken(String other) {
        token = other;
        return this;
    }

    public Reply get(String path) {
        return send("GET", DATA + path, "");
    }

    public Reply post(String path, String body, String... headers) {
        return send("POST", DATA + path, body, headers);
    }

    public Reply patch(String path, String body, String... headers) {
        return send("PATCH", DATA + path, body, headers);
    }

    public Reply delete(String path) {
        return send("DELETE", DATA + path, "");
    }

    public Reply query(String soql) {
        return get("/query?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8));
    }

    /** Creates a record and returns its id. */
    public String create(String object, String body, String... headers) {
        Reply reply = post("/sobjects/" + object, body, headers);
        if (reply.status() != 201) {
            throw new AssertionError(reply.raw().body());
        }
        return reply.body().path("id").asText();
    }

    public Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        boolean typed = false;
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
            typed |= headers[i].equals("Content-Type");
        }
        if (!typed) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build());
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<String> raw = http.send(request, HttpResponse.BodyHandlers.ofString());
            boolean json = raw.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
            return new Reply(raw.statusCode(), JSON.readTree(json ? raw.body() : "null"), raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Deploys files and returns the result with its details. */
    public JsonNode deploy(Map<String, String> files) {
        return deploy(zip(files), "{\"deployOptions\":{\"rollbackOnError\":true}}");
    }

    public JsonNode deploy(byte[] zip, String options) {
        Reply started = startDeploy(zip, options);
        if (started.status() != 201) {
            throw new AssertionError(started.raw().body());
        }
        return deployStatus(started).body().path("deployResult");
    }

    public Reply startDeploy(byte[] zip, String options) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, "entity_content", "application/json", options.getBytes(StandardCharsets.UTF_8));
        part(body, "file", "application/zip", zip);
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(URI.create(url + DATA + "/metadata/deployRequest"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    /** How a deploy that was started has ended, with its details. */
    public Reply deployStatus(Reply started) {
        return get("/metadata/deployRequest/" + started.body().path("id").asText() + "?includeDetails=true");
    }

    private static void part(ByteArrayOutputStream body, String name, String type, byte[] content) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\nContent-Type: "
                        + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] zip(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
