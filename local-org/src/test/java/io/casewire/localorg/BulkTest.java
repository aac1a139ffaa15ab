package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.junit.LocalOrgExtension;
import io.casewire.localorg.limits.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LocalOrgExtension.class)
class BulkTest {
    private LocalOrg org;
    private Client client;

    @BeforeEach
    void login(LocalOrg running) {
        org = running;
        client = Client.of(org);
        client.deploy(TestMetadata.project());
    }

    @Test
    void shouldTakeAJobThroughItsStatesAndSayWhatBecameOfEachRow() {
        // Given
        JsonNode job =
                create("{\"object\":\"Incident__c\",\"operation\":\"upsert\",\"externalIdFieldName\":\"Key__c\"}");
        assertThat(job.path("state").asText()).isEqualTo("Open");
        assertThat(job.path("apiVersion").isNumber()).isTrue();
        assertThat(job.path("contentUrl").asText())
                .isEqualTo("services/data/v62.0/jobs/ingest/" + id(job) + "/batches");

        // When
        assertThat(upload(job, "Key__c,Count__c,Seen__c\na,1,2026-01-01T00:00:00Z\nb,many,\na,3,#N/A\n")
                        .status())
                .isEqualTo(201);
        JsonNode done = finish(job);

        // Then
        assertThat(done.path("state").asText()).isEqualTo("JobComplete");
        assertThat(done.path("numberRecordsProcessed").asInt()).isEqualTo(3);
        assertThat(done.path("numberRecordsFailed").asInt()).isEqualTo(1);
        List<String> good = lines(job, "successfulResults");
        assertThat(good.get(0)).isEqualTo("\"sf__Id\",\"sf__Created\",\"Key__c\",\"Count__c\",\"Seen__c\"");
        assertThat(good.get(1)).matches("\"a\\w{17}\",\"true\",\"a\",\"1\",.*");
        assertThat(good.get(2)).matches("\"a\\w{17}\",\"false\",\"a\",\"3\",.*");
        List<String> bad = lines(job, "failedResults");
        assertThat(bad.get(0)).startsWith("\"sf__Id\",\"sf__Error\",");
        assertThat(bad.get(1)).contains("JSON_PARSER_ERROR").endsWith("\"b\",\"many\",\"\"");
        assertThat(lines(job, "unprocessedrecords")).hasSize(1);
        JsonNode record = client.query("SELECT Count__c, Seen__c FROM Incident__c WHERE Key__c = 'a'")
                .body()
                .at("/records/0");
        assertThat(record.path("Count__c").asDouble()).isEqualTo(3);
        assertThat(record.path("Seen__c").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "COMMA, ',', LF",
        "TAB, '\t', CRLF",
        "PIPE, '|', LF",
        "SEMICOLON, ';', CRLF",
        "CARET, '^', LF",
        "BACKQUOTE, '`', LF"
    })
    void shouldReadAndWriteEveryDelimiterAndLineEnding(String name, String delimiter, String lineEnding) {
        // Given
        String end = lineEnding.equals("LF") ? "\n" : "\r\n";
        JsonNode job = create("{\"object\":\"Account\",\"operation\":\"insert\",\"columnDelimiter\":\"" + name
                + "\",\"lineEnding\":\"" + lineEnding + "\"}");

        // When: a name holds the delimiter, a quote and a line end
        String tricky = "\"A" + delimiter + "\"\"B\"\"" + end + "C\"";
        upload(job, "Name" + delimiter + "Site" + end + tricky + delimiter + "x" + end);
        finish(job);

        // Then
        assertThat(client.query("SELECT Name FROM Account")
                        .body()
                        .at("/records/0/Name")
                        .asText())
                .isEqualTo("A" + delimiter + "\"B\"" + end + "C");
        assertThat(lines(job, "successfulResults").get(0))
                .isEqualTo("\"sf__Id\"" + delimiter + "\"sf__Created\"" + delimiter + "\"Name\"" + delimiter
                        + "\"Site\"" + (lineEnding.equals("LF") ? "" : "\r"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LF   | Name\\r\\nA\\r\\n | LineEnding is invalid on user data",
                "CRLF | Name\\nA\\n       | LineEnding is invalid on user data",
                "LF   | Nam\\nA\\n        | InvalidBatch : Field name not found : Nam",
                "LF   | Name,Site\\nA\\n  | InvalidBatch : a row has 1 values, the header has 2",
                "LF   | Name\\n\"A        | InvalidBatch : a quoted value is not closed",
                "LF   | Name,NAME\\nA,B\\n| InvalidBatch : Duplicate field name found : NAME",
            })
    void shouldFailAJobWhoseFileIsWrong(String lineEnding, String file, String why) {
        // Given
        JsonNode job =
                create("{\"object\":\"Account\",\"operation\":\"insert\",\"lineEnding\":\"" + lineEnding + "\"}");

        // When
        upload(job, file.replace("\\r", "\r").replace("\\n", "\n"));
        JsonNode done = finish(job);

        // Then
        assertThat(done.path("state").asText()).isEqualTo("Failed");
        assertThat(done.path("errorMessage").asText()).startsWith(why);
        assertThat(count("Account")).isZero();
    }

    @Test
    void shouldRefuseStepsThatDoNotFitTheState() {
        // Given
        JsonNode job = create("{\"object\":\"Account\",\"operation\":\"insert\"}");

        // Then
        assertThat(patch(job, "UploadComplete").errorCode()).isEqualTo("INVALIDJOBSTATE");
        upload(job, "Name\nA\n");
        assertThat(upload(job, "Name\nA\n").status()).isEqualTo(400);
        finish(job);
        assertThat(patch(job, "Aborted").errorCode()).isEqualTo("INVALIDJOBSTATE");
        assertThat(client.delete("/jobs/ingest/" + id(job)).status()).isEqualTo(204);
        assertThat(client.get("/jobs/ingest/" + id(job)).status()).isEqualTo(404);
        assertThat(client.post("/jobs/ingest", "{\"object\":\"Nothing\",\"operation\":\"insert\"}")
                        .errorCode())
                .isEqualTo("INVALIDENTITY");
        assertThat(client.post("/jobs/ingest", "{\"object\":\"Account\",\"operation\":\"replace\"}")
                        .errorCode())
                .isEqualTo("INVALIDJOB");
    }

    @Test
    void shouldUpdateAndDeleteByIdAndNameParentsByExternalId() {
        // Given
        client.create("Case", "{\"Subject\":\"Parent\",\"Key__c\":\"k\"}");
        String id = client.create("Incident__c", "{\"Key__c\":\"child\"}");

        // When
        run("update", "Incident__c", "Id,Case__r.Key__c\n" + id + ",k\n001000000000001AAA,k\n");

        // Then
        assertThat(client.query("SELECT Case__r.Subject FROM Incident__c")
                        .body()
                        .at("/records/0/Case__r/Subject")
                        .asText())
                .isEqualTo("Parent");

        // When
        run("delete", "Incident__c", "Id\n" + id + "\n");

        // Then
        assertThat(count("Incident__c")).isZero();
    }

    @Test
    void shouldTakeJobAndFileInOneRequest() {
        // When
        String body = "--part\r\nContent-Disposition: form-data; name=\"job\"\r\nContent-Type: application/json\r\n\r\n"
                + "{\"object\":\"Account\",\"operation\":\"insert\",\"contentType\":\"CSV\"}\r\n--part\r\n"
                + "Content-Disposition: form-data; name=\"content\"; filename=\"content\"\r\nContent-Type: text/csv\r\n\r\n"
                + "Name\nA\nB\n\r\n--part--\r\n";
        Client.Reply reply = client.post("/jobs/ingest", body, "Content-Type", "multipart/form-data; boundary=part");

        // Then
        assertThat(reply.body().path("state").asText()).isEqualTo("UploadComplete");
        assertThat(ended(reply.body()).path("numberRecordsProcessed").asInt()).isEqualTo(2);
    }

    @Test
    void shouldCutAFileIntoBatchesThatCount() {
        // Given
        String rows = IntStream.range(0, 25_000).mapToObj(i -> "k" + i).collect(Collectors.joining("\n"));
        long before = org.allowances().used(Limit.DAILY_BULK_BATCHES);

        // When
        JsonNode done = run("insert", "Incident__c", "Key__c\n" + rows + "\n");

        // Then
        assertThat(done.path("numberRecordsProcessed").asInt()).isEqualTo(25_000);
        assertThat(done.path("numberRecordsFailed").asInt()).isZero();
        assertThat(org.allowances().used(Limit.DAILY_BULK_BATCHES) - before).isEqualTo(3);
        assertThat(count("Incident__c")).isEqualTo(25_000);
    }

    @Test
    void shouldStopAtAnAbortAndListWhatWasNotProcessed() {
        // Given
        org.setup().change(Json.object().put("bulkPauseMillis", 60_000));
        String rows = IntStream.range(0, 30_000).mapToObj(i -> "k" + i).collect(Collectors.joining("\n"));
        JsonNode job = create("{\"object\":\"Incident__c\",\"operation\":\"insert\"}");
        upload(job, "Key__c\n" + rows + "\n");
        patch(job, "UploadComplete");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.get("/jobs/ingest/" + id(job))
                                        .body()
                                        .path("numberRecordsProcessed")
                                        .asInt()
                                >= 0
                        && count("Incident__c") >= 20_000);

        // When: two batches are written and rest, the third has not begun
        Client.Reply aborted = patch(job, "Aborted");

        // Then
        assertThat(aborted.body().path("state").asText()).isEqualTo("Aborted");
        assertThat(lines(job, "unprocessedRecords")).hasSize(10_001).contains("\"k29999\"");
        assertThat(client.get("/jobs/ingest/" + id(job)).body().path("state").asText())
                .isEqualTo("Aborted");
    }

    @Test
    void shouldQueryInPagesUntilTheLocatorIsTheWordNull() {
        // Given
        run("insert", "Account", "Name,AnnualRevenue\n\"A,1\",2\nB,\nC,3\n");

        // When
        JsonNode job = client.post(
                        "/jobs/query",
                        "{\"operation\":\"query\",\"query\":\"SELECT Name, AnnualRevenue FROM Account ORDER BY Name\"}")
                .body();
        assertThat(job.path("state").asText()).isEqualTo("UploadComplete");
        await().until(() -> client.get("/jobs/query/" + id(job))
                .body()
                .path("state")
                .asText()
                .equals("JobComplete"));
        Client.Reply first = client.get("/jobs/query/" + id(job) + "/results?maxRecords=2");
        Client.Reply second = client.get(
                "/jobs/query/" + id(job) + "/results?maxRecords=2&locator=" + first.header("Sforce-Locator"));

        // Then
        assertThat(first.raw().body()).isEqualTo("\"Name\",\"AnnualRevenue\"\n\"A,1\",\"2.0\"\n\"B\",\"\"\n");
        assertThat(first.header("Sforce-NumberOfRecords")).isEqualTo("2");
        assertThat(second.raw().body()).isEqualTo("\"Name\",\"AnnualRevenue\"\n\"C\",\"3.0\"\n");
        assertThat(second.header("Sforce-Locator")).isEqualTo("null");
        assertThat(client.get("/jobs/query/" + id(job))
                        .body()
                        .path("numberRecordsProcessed")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void shouldRefuseRowsWhoseParentAnotherWriterHolds() throws Exception {
        // Given: a write takes half a second
        String parent = client.create("Account", "{\"Name\":\"Parent\"}");
        org.setup().change(Json.object().put("rowLockMillis", 500));
        JsonNode job = create("{\"object\":\"Contact\",\"operation\":\"insert\"}");
        upload(job, "LastName,AccountId\nA," + parent + "\n");

        // When: another call writes a child of the same parent meanwhile
        patch(job, "UploadComplete");
        await().until(() -> count("Contact") == 1);
        Client.Reply during = client.post("/sobjects/Contact", child("B", parent));
        ended(job);
        Client.Reply afterwards = client.post("/sobjects/Contact", child("C", parent));

        // Then
        assertThat(during.errorCode()).isEqualTo("UNABLE_TO_LOCK_ROW");
        assertThat(afterwards.status()).isEqualTo(201);
    }

    private static String child(String name, String parent) {
        return "{\"LastName\":\"" + name + "\",\"AccountId\":\"" + parent + "\"}";
    }

    @Test
    void shouldGoOnWithAJobWhenTheOrgStartsAgain(@TempDir Path folder) {
        // Given: a batch is written and rests, two more wait
        LocalOrgOptions options = LocalOrgOptions.defaults().withDataFolder(folder);
        String jobId;
        try (LocalOrg first = LocalOrg.start(options)) {
            client = Client.of(first);
            client.deploy(TestMetadata.project());
            first.setup().change(Json.object().put("bulkPauseMillis", 60_000));
            String rows = IntStream.range(0, 30_000).mapToObj(i -> "k" + i).collect(Collectors.joining("\n"));
            JsonNode job = create("{\"object\":\"Incident__c\",\"operation\":\"insert\"}");
            jobId = id(job);
            upload(job, "Key__c\n" + rows + "\n");
            patch(job, "UploadComplete");
            await().atMost(Duration.ofSeconds(20)).until(() -> count("Incident__c") >= 10_200);
        }

        // When
        try (LocalOrg second = LocalOrg.start(options)) {
            client = Client.of(second);
            JsonNode done = ended(Json.object().put("id", jobId));

            // Then: every row is there once, and its result too
            assertThat(done.path("state").asText()).isEqualTo("JobComplete");
            assertThat(done.path("numberRecordsProcessed").asInt()).isEqualTo(30_000);
            assertThat(done.path("numberRecordsFailed").asInt()).isZero();
            assertThat(count("Incident__c")).isEqualTo(30_000);
            assertThat(lines(Json.object().put("id", jobId), "successfulResults"))
                    .hasSize(30_001)
                    .doesNotHaveDuplicates();
        }
    }

    private JsonNode create(String body) {
        Client.Reply reply = client.post("/jobs/ingest", body);
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return reply.body();
    }

    private Client.Reply upload(JsonNode job, String csv) {
        return client.send(
                "PUT", "/services/data/v62.0/jobs/ingest/" + id(job) + "/batches", csv, "Content-Type", "text/csv");
    }

    private Client.Reply patch(JsonNode job, String state) {
        return client.patch("/jobs/ingest/" + id(job), "{\"state\":\"" + state + "\"}");
    }

    private JsonNode finish(JsonNode job) {
        assertThat(patch(job, "UploadComplete").status()).isEqualTo(200);
        return ended(job);
    }

    private JsonNode run(String operation, String object, String csv) {
        JsonNode job = create("{\"object\":\"" + object + "\",\"operation\":\"" + operation + "\"}");
        upload(job, csv);
        return finish(job);
    }

    private JsonNode ended(JsonNode job) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> client.get("/jobs/ingest/" + id(job)).body(), now -> !List.of(
                                "Open", "UploadComplete", "InProgress")
                        .contains(now.path("state").asText()));
    }

    private List<String> lines(JsonNode job, String results) {
        return List.of(client.get("/jobs/ingest/" + id(job) + "/" + results)
                .raw()
                .body()
                .split("\n"));
    }

    private int count(String object) {
        return client.query("SELECT COUNT() FROM " + object)
                .body()
                .path("totalSize")
                .asInt();
    }

    private static String id(JsonNode job) {
        return job.path("id").asText();
    }
}
