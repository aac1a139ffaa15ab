package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.SF;
import static io.casewire.localorg.clients.Texts.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SfDataTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    @TempDir
    private static Path home;

    @TempDir
    private static Path folder;

    private static SfCli sf;

    @BeforeAll
    static void logIn() throws IOException {
        NpmClients.require();
        sf = new SfCli(home, folder);
        sf.logInByToken(ORG.org());
    }

    private static String create(String name) {
        return sf.run("data create record", "--sobject", "Account", "--values", "Name='" + name + "'")
                .path("id")
                .asText();
    }

    private static JsonNode query(String soql) {
        return sf.run("data query", "--query", soql).path("records");
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {CREATE, RETRIEVE, UPDATE, DELETE})
    void shouldCreateReadUpdateAndDeleteARecord() {
        // When
        String id = create("One");
        sf.run("data update record", "--sobject", "Account", "--record-id", id, "--values", "Phone='030 1'");
        JsonNode read = sf.run("data get record", "--sobject", "Account", "--record-id", id);
        sf.run("data delete record", "--sobject", "Account", "--record-id", id);

        // Then
        assertThat(read.path("Name").asText()).isEqualTo("One");
        assertThat(read.path("Phone").asText()).isEqualTo("030 1");
        assertThat(query("SELECT Id FROM Account WHERE Id = '" + id + "'")).isEmpty();
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {QUERY, QUERY_COLUMNS})
    void shouldPrintAQueryAsATable() {
        // Given
        create("Table");

        // When
        String soql = "SELECT Name, Owner.Name FROM Account WHERE Name = 'Table'";
        ClientProcess table = sf.print("data query", "--query", soql);
        ClientProcess csv = sf.print("data query", "--query", soql, "--result-format", "csv");

        // Then
        assertThat(table.requireSuccess().out()).contains("OWNER.NAME", "Table", "Integration User");
        assertThat(csv.requireSuccess().out())
                .isEqualToNormalizingNewlines(
                        """
                Name,Owner.Name
                Table,Integration User
                """);
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {QUERY_ALL})
    void shouldQueryDeletedRecordsToo() {
        // Given
        String id = create("Deleted");
        sf.run("data delete record", "--sobject", "Account", "--record-id", id);

        // When
        JsonNode result =
                sf.run("data query", "--all-rows", "--query", "SELECT IsDeleted FROM Account WHERE Id = '" + id + "'");

        // Then
        assertThat(texts(result.path("records"), "IsDeleted")).containsExactly("true");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {INGEST_CREATE, INGEST_UPLOAD, QUERY_MORE})
    void shouldFetchAResultOfSeveralPages() throws IOException {
        // Given
        String rows = file("many.csv", "Name\n" + "Many\n".repeat(2_100));
        sf.run("data import bulk", "--sobject", "Account", "--file", rows, "--wait", "1");

        // When
        JsonNode records = query("SELECT Id FROM Account WHERE Name = 'Many'");

        // Then
        assertThat(records).hasSize(2_100);
    }

    @Test
    @Covers(client = SF, endpoint = SEARCH)
    void shouldSearch() {
        // Given
        create("Seldom");

        // When
        JsonNode result = sf.run("data search", "--query", "FIND {Seldom} IN ALL FIELDS RETURNING Account(Id, Name)");

        // Then
        assertThat(texts(result.path("searchRecords"), "Name")).containsExactly("Seldom");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {INGEST_CREATE, INGEST_UPLOAD, INGEST_CLOSE, INGEST_JOB})
    void shouldImportAndUpsertInBulk() throws IOException {
        // Given
        String first = file("first.csv", "Name,Key__c\nBulk 1,b1\nBulk 2,b2\n");
        String second = file("second.csv", "Name,Key__c\nBulk 2 again,b2\nBulk 3,b3\n");

        // When
        JsonNode imported = sf.run("data import bulk", "--sobject", "Account", "--file", first, "--wait", "1");
        JsonNode upserted = sf.run(
                "data upsert bulk", "--sobject", "Account", "--external-id", "Key__c", "--file", second, "--wait", "1");

        // Then
        assertThat(imported.path("successfulRecords").asInt()).isEqualTo(2);
        assertThat(upserted.at("/jobInfo/numberRecordsFailed").asInt(-1)).isZero();
        assertThat(texts(query("SELECT Name FROM Account WHERE Key__c != null ORDER BY Key__c"), "Name"))
                .containsExactly("Bulk 1", "Bulk 2 again", "Bulk 3");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {INGEST_SUCCESSFUL, INGEST_FAILED})
    void shouldReadTheResultsOfAnImport() throws IOException {
        // Given
        String rows = file("rows.csv", "Name,Phone\nGood,1\n,2\n");
        ClientProcess imported =
                sf.print("data import bulk", "--sobject", "Account", "--file", rows, "--wait", "1", "--json");
        String jobId = imported.json().at("/data/jobId").asText();

        // When
        JsonNode results = sf.run("data bulk results", "--job-id", jobId);

        // Then
        assertThat(results.path("successfulRecords").asInt()).isEqualTo(1);
        assertThat(results.path("failedRecords").asInt()).isEqualTo(1);
        assertThat(folder.resolve(results.path("failedFilePath").asText()))
                .content()
                .contains("REQUIRED_FIELD_MISSING");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {BULK_QUERY_CREATE, BULK_QUERY_JOB, BULK_QUERY_RESULTS})
    void shouldExportInBulk() throws IOException {
        // Given
        create("Export");
        Path out = folder.resolve("export.csv");

        // When
        JsonNode result = sf.run(
                "data export bulk",
                "--query",
                "SELECT Name FROM Account WHERE Name = 'Export'",
                "--output-file",
                out.toString(),
                "--result-format",
                "csv",
                "--wait",
                "1");

        // Then
        assertThat(result.path("totalSize").asInt()).isEqualTo(1);
        assertThat(Files.readString(out)).contains("Export");
    }

    @Test
    @Covers(client = SF, endpoint = COMPOSITE_TREE)
    void shouldImportATree() throws IOException {
        // Given
        String tree = file(
                "tree.json",
                """
                {"records": [{
                    "attributes": {"type": "Account", "referenceId": "a"},
                    "Name": "Tree",
                    "Contacts": {"records": [
                        {"attributes": {"type": "Contact", "referenceId": "c"}, "LastName": "Leaf"}]}}]}
                """);

        // When
        JsonNode result = sf.run("data import tree", "--files", tree);

        // Then
        assertThat(texts(result, "refId")).containsExactlyInAnyOrder("a", "c");
        assertThat(texts(query("SELECT LastName FROM Contact WHERE Account.Name = 'Tree'"), "LastName"))
                .containsExactly("Leaf");
    }
}
