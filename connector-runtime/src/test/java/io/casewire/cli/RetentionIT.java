package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.TestOrg;
import io.casewire.TestPorts;
import io.casewire.model.Secret;
import io.casewire.routes.OrgLogin;
import io.casewire.routes.OrgSession;
import io.casewire.salesforce.EpisodeRetention;
import io.casewire.salesforce.EpisodeRetention.Result;
import io.casewire.stream.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old episodes are kept in a file and deleted by the Bulk API; what is anybody else's business stays. */
class RetentionIT {
    private static final String OLD = "2026-01-01T00:00:00Z";
    private static final Instant BEFORE = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    private Path folder;

    private TestOrg org;
    private OrgSession session;

    @BeforeEach
    void start() throws Exception {
        int port = TestPorts.free();
        org = TestOrg.prepared(port, folder.resolve("org"));
        session = new OrgSession(
                new OrgLogin(
                        "http://localhost:" + port,
                        "casewire",
                        Secret.of("casewire-local"),
                        null,
                        null,
                        null,
                        null,
                        "62.0"),
                null);
    }

    @AfterEach
    void stop() {
        session.close();
        org.close();
    }

    @Test
    void shouldArchiveAndDeleteWhatClearedLongAgo_andNothingElse() throws Exception {
        // Given
        String open = org.create("Case", Map.of("Subject", "goes on"));
        String closed = org.create("Case", Map.of("Subject", "is over"));
        org.update("Case", closed, Map.of("Status", "Closed"));
        episode("alone", OLD, null);
        episode("another", OLD, null);
        episode("a third", OLD, null);
        org.create(EpisodeRetention.OBJECT, Map.of("Key__c", "by hand", "Cleared_At__c", OLD));
        episode("of a closed Case", OLD, closed);
        episode("of an open Case", OLD, open);
        episode("cleared lately", "2026-11-01T00:00:00Z", null);
        episode("still open", null, null);
        String edited = episode("edited", OLD, null);
        org.update(EpisodeRetention.OBJECT, edited, Map.of("Reason__c", "I have seen this before"));
        String cases = state("Case");

        // When
        EpisodeArchive archive = new EpisodeArchive(folder.resolve("archive"));
        Result result = new EpisodeRetention(session.org(), 2).run(BEFORE, archive);

        // Then
        assertThat(result).isEqualTo(new Result(4, 0));
        assertThat(keys())
                .containsExactlyInAnyOrder("of an open Case", "cleared lately", "still open", "edited", "by hand");
        assertThat(archived().stream().map(kept -> kept.path("Key__c").asText()))
                .containsExactlyInAnyOrder("alone", "another", "a third", "of a closed Case");
        assertThat(archived())
                .allMatch(kept -> kept.path("Cleared_At__c").asText().startsWith("2026-01-01"));
        assertThat(state("Case")).isEqualTo(cases);

        // And: once more, nothing is left to do
        assertThat(new EpisodeRetention(session.org(), 2).run(BEFORE, archive)).isEqualTo(new Result(0, 0));
        assertThat(archived()).hasSize(4);
    }

    @Test
    void shouldDeleteNothing_whenItCannotBeArchived() throws Exception {
        // Given: a file where the folder should be
        episode("alone", OLD, null);
        Path taken = Files.writeString(folder.resolve("archive"), "");

        // When
        assertThatThrownBy(() -> new EpisodeRetention(session.org(), 2).run(BEFORE, new EpisodeArchive(taken)))
                .isInstanceOf(IOException.class);

        // Then
        assertThat(keys()).containsExactly("alone");
    }

    private String episode(String key, String clearedAt, String caseId) throws Exception {
        Map<String, Object> fields = new HashMap<>(Map.of("Key__c", key));
        if (clearedAt != null) {
            fields.put("Cleared_At__c", clearedAt);
        }
        if (caseId != null) {
            fields.put("Case__c", caseId);
        }
        return session.org()
                .send(
                        "POST",
                        "/services/data/v62.0/sobjects/" + EpisodeRetention.OBJECT,
                        Json.bytes(fields),
                        Map.of("Content-Type", "application/json"))
                .json()
                .path("id")
                .asText();
    }

    private List<String> keys() throws Exception {
        return org.query("SELECT Key__c FROM " + EpisodeRetention.OBJECT).stream()
                .map(record -> record.path("Key__c").asText())
                .toList();
    }

    private String state(String object) throws Exception {
        return org.query("SELECT Id, SystemModstamp, Status FROM " + object + " ORDER BY Id")
                .toString();
    }

    private List<JsonNode> archived() throws IOException {
        List<JsonNode> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("archive"))) {
            for (Path file : files.toList()) {
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        kept.add(Json.MAPPER.readTree(line));
                    }
                }
            }
        }
        return kept;
    }
}
