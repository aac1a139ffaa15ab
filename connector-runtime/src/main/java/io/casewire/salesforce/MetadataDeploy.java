package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Deploys a folder of metadata to the org, as an admin would, by the Metadata API over REST. */
public final class MetadataDeploy {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "casewire-metadata-deploy";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private MetadataDeploy() {}

    /** @return what the org refused; empty when everything is deployed */
    public static List<Finding> deploy(OrgApi org, Path folder) throws OrgUnreachableException, IOException {
        OrgApi.Answer started = org.send(
                "POST",
                "/services/data/" + org.version() + "/metadata/deployRequest",
                multipart(zip(folder)),
                Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY));
        if (!started.isOk()) {
            return List.of(new Finding(
                    FindingCode.MAPPING_UNKNOWN_FIELD,
                    folder.toString(),
                    "the org refuses the deploy with status " + started.status() + "."));
        }
        String id = JSON.readTree(started.body()).path("id").asText();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode result = result(org, id);
            if (result.path("done").asBoolean()) {
                return failures(result);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return List.of(new Finding(
                FindingCode.ORG_UNREACHABLE, folder.toString(), "the deploy " + id + " does not come to an end."));
    }

    private static JsonNode result(OrgApi org, String id) throws OrgUnreachableException, IOException {
        OrgApi.Answer answer = org.send(
                "GET",
                "/services/data/" + org.version() + "/metadata/deployRequest/" + id + "?includeDetails=true",
                new byte[0],
                Map.of());
        return JSON.readTree(answer.body()).path("deployResult");
    }

    private static List<Finding> failures(JsonNode result) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode failure : result.path("details").path("componentFailures")) {
            findings.add(new Finding(
                    FindingCode.MAPPING_UNKNOWN_FIELD,
                    failure.path("fileName").asText() + ":"
                            + failure.path("lineNumber").asText("1"),
                    failure.path("fullName").asText() + ": "
                            + failure.path("problem").asText()));
        }
        if (findings.isEmpty() && !result.path("success").asBoolean()) {
            findings.add(new Finding(
                    FindingCode.MAPPING_UNKNOWN_FIELD,
                    "metadata",
                    result.path("status").asText("the deploy failed")));
        }
        return findings;
    }

    private static byte[] zip(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
            zip.putNextEntry(new ZipEntry("package.xml"));
            zip.write(
                    """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>62.0</version></Package>
                    """
                            .getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] multipart(byte[] zip) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(part("entity_content", "application/json", ""));
        body.write("{\"deployOptions\":{\"rollbackOnError\":true,\"singlePackage\":true}}"
                .getBytes(StandardCharsets.UTF_8));
        body.write(part("file", "application/zip", "; filename=\"deploy.zip\""));
        body.write(zip);
        body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static byte[] part(String name, String type, String more) {
        return ("\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more
                        + "\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
