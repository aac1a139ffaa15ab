package io.casewire.localorg.clients;

import io.casewire.localorg.LocalOrg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the org knows beside the standard objects: an external id on Account and a platform event. */
final class TestMetadata {
    static final Path FOLDER = Path.of("src/test/metadata").toAbsolutePath();
    private static final String BOUNDARY = "----part";

    private TestMetadata() {}

    static void deploy(LocalOrg org) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, "json", "application/json", "{\"deployOptions\":{}}".getBytes(StandardCharsets.UTF_8));
        part(body, "file", "application/zip", zip());
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        URI uri = URI.create(org.url() + "/services/data/v62.0/metadata/deployRequest");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + org.accessToken())
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (!answer.body().contains("\"status\":\"Succeeded\"")) {
                throw new IllegalStateException("the metadata was refused: " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void part(ByteArrayOutputStream body, String name, String type, byte[] content) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\nContent-Type: "
                        + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    /** The folder as one file. */
    static byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(FOLDER);
                ZipOutputStream zip = new ZipOutputStream(bytes)) {
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            for (Path file : sorted) {
                zip.putNextEntry(new ZipEntry(FOLDER.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
