package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PublishResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Bent input is refused or taken: no answer shows the inside of the org, and none stays away. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class FuzzIT {
    /** CI takes all of them; elsewhere a tenth keeps {@code ./mvnw verify} short. */
    private static final int INPUTS = "true".equals(System.getenv("CI")) ? 20_000 : 2_000;

    private static final int JOBS_AT_ONCE = 50;
    private static final int EVENTS_AT_ONCE = 100;
    private static final int TOO_DEEP = 20_000;
    private static final String PLENTY = "{\"max\":100000000}";

    /** What only an accident lets out. */
    private static final Pattern INSIDE = Pattern.compile(
            "An unexpected error occurred|io\\.casewire|java\\.(lang|util|io)|\\bat [a-z]+(\\.\\w+)+\\(");

    private LocalOrg org;
    private Client client;

    @BeforeEach
    void start() {
        org = LocalOrg.start(LocalOrgOptions.defaults());
        client = Client.of(org);
        client.deploy(TestMetadata.project());
        client.send(
                "PATCH",
                "/local-org/limits",
                "{\"DailyApiRequests\":" + PLENTY + ",\"DailyBulkApiBatches\":" + PLENTY + "}");
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private static void requireRefusedOrTaken(Client.Reply reply, int number, String input) {
        assertThat(reply.status()).as("input %d: %s", number, input).isLessThan(500);
        assertThat(INSIDE.matcher(reply.raw().body()).find())
                .as("input %d: %s\nanswer: %s", number, input, reply.raw().body())
                .isFalse();
    }

    @Test
    void shouldAnswerEverySoql() {
        // Given
        List<String> right = List.of(
                "SELECT Id, Name FROM Account WHERE Name = 'A' AND NOT (Phone LIKE '%1') ORDER BY Name DESC NULLS LAST LIMIT 5",
                "SELECT COUNT(Id) n, Status FROM Case WHERE CreatedDate = LAST_N_DAYS:3 GROUP BY Status HAVING COUNT(Id) > 1",
                "SELECT Name, (SELECT LastName FROM Contacts WHERE Email != null LIMIT 2) FROM Account OFFSET 1",
                "SELECT Id FROM Case WHERE AccountId IN (SELECT Id FROM Account WHERE Name IN ('A', 'B'))",
                "SELECT FIELDS(ALL) FROM Lead LIMIT 200",
                "SELECT Account.Owner.Name, CALENDAR_YEAR(CreatedDate) FROM Contact WHERE LastModifiedDate > 2026-01-01T00:00:00Z",
                "SELECT Key__c, Value__c FROM Incident__c WHERE Value__c >= 1.5 AND Day__c = TODAY AND Open__c = true ALL ROWS",
                "SELECT MAX(Value__c), SUM(Count__c) FROM Incident__c USING SCOPE mine");
        Bender bender = new Bender(
                1,
                List.of(
                        " WHERE ",
                        "(",
                        ")",
                        "'",
                        "\\",
                        ",",
                        " AND ",
                        " NOT ",
                        "null",
                        "SELECT ",
                        " FROM ",
                        "--",
                        ":",
                        "99999999999999999999",
                        "1e999",
                        "LAST_N_DAYS:99999999999",
                        "COUNT()",
                        ".",
                        "TYPEOF ",
                        "\u0000",
                        "9999-99-99",
                        " LIMIT 99999999999",
                        " OFFSET -1",
                        "INCLUDES ('a;b')",
                        " GROUP BY CUBE(Id)",
                        "\\u12"));

        // Then
        for (int i = 0; i < INPUTS; i++) {
            String soql = bender.bend(bender.oneOf(right));
            requireRefusedOrTaken(client.query(soql), i, soql);
        }
        String deep = "(".repeat(2_000) + "Name = 'A'" + ")".repeat(2_000);
        requireRefusedOrTaken(client.query("SELECT Id FROM Account WHERE " + deep), INPUTS, "deep");
    }

    @Test
    void shouldAnswerEveryComposite() {
        // Given
        String data = "/services/data/v62.0";
        Map<String, String> right = new TreeMap<>();
        right.put(
                "/composite",
                "{\"allOrNone\":true,\"compositeRequest\":[{\"method\":\"POST\",\"url\":\"" + data
                        + "/sobjects/Account\",\"referenceId\":\"a\",\"body\":{\"Name\":\"A\"}},{\"method\":\"GET\",\"url\":\""
                        + data + "/sobjects/Account/@{a.id}?fields=Name\",\"referenceId\":\"b\"}]}");
        right.put(
                "/composite/batch",
                "{\"haltOnError\":true,\"batchRequests\":[{\"method\":\"GET\",\"url\":\"v62.0/limits\"},{\"method\":\"POST\","
                        + "\"url\":\"v62.0/sobjects/Account\",\"richInput\":{\"Name\":\"A\"}}]}");
        right.put(
                "/composite/graph",
                "{\"graphs\":[{\"graphId\":\"g\",\"compositeRequest\":[{\"method\":\"POST\",\"url\":\"" + data
                        + "/sobjects/Account\",\"referenceId\":\"a\",\"body\":{\"Name\":\"A\"}},{\"method\":\"POST\",\"url\":\""
                        + data
                        + "/sobjects/Contact\",\"referenceId\":\"c\",\"body\":{\"LastName\":\"B\",\"AccountId\":\"@{a.id}\"}}]}]}");
        right.put(
                "/composite/tree/Account",
                "{\"records\":[{\"attributes\":{\"type\":\"Account\",\"referenceId\":\"a\"},\"Name\":\"A\",\"Contacts\":"
                        + "{\"records\":[{\"attributes\":{\"type\":\"Contact\",\"referenceId\":\"c\"},\"LastName\":\"B\"}]}}]}");
        right.put(
                "/composite/sobjects",
                "{\"allOrNone\":false,\"records\":[{\"attributes\":{\"type\":\"Incident__c\"},\"Key__c\":\"k\",\"Value__c\":1.5,"
                        + "\"Seen__c\":\"2026-01-01T00:00:00.000Z\",\"Open__c\":true,\"Case__r\":{\"Key__c\":\"none\"}}]}");
        List<String> paths = List.copyOf(right.keySet());
        Bender bender = new Bender(
                2,
                List.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        ":",
                        ",",
                        "null",
                        "true",
                        "-1",
                        "1e400",
                        "\"@{a.id}\"",
                        "@{a[0].id}",
                        "@{",
                        "\\u0000",
                        "\"attributes\":{}",
                        "\"records\":",
                        "{\"a\":[",
                        "GET",
                        "PATCH",
                        "/composite",
                        "../",
                        "%",
                        "?q=",
                        "99999999999999999999999",
                        "\"referenceId\":\"a\""));

        // Then
        for (int i = 0; i < INPUTS; i++) {
            String path = bender.oneOf(paths);
            String body = bender.bend(right.getOrDefault(path, ""));
            requireRefusedOrTaken(client.post(path, body), i, path + " " + body);
        }
        String deep = "{\"records\":" + "[".repeat(TOO_DEEP);
        paths.forEach(path -> requireRefusedOrTaken(client.post(path, deep), INPUTS, path + " deep"));
    }

    @Test
    void shouldAnswerEveryZip() {
        // Given
        Map<String, String> right = TestMetadata.project();
        List<String> names = List.copyOf(right.keySet());
        Bender bender = new Bender(
                3,
                List.of(
                        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>",
                        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>",
                        "&e;",
                        "&b;",
                        "&#0;",
                        "<",
                        ">",
                        "</",
                        "<fields>",
                        "</fields>",
                        "<type>",
                        "<![CDATA[",
                        "../",
                        "/",
                        "\\",
                        "C:",
                        "\u0000",
                        "__c",
                        "Text",
                        "-1",
                        "99999999999999",
                        "<xi:include href=\"file:///etc/hostname\"/>"));

        // Then
        for (int i = 0; i < INPUTS; i++) {
            byte[] zip;
            if (bender.inOneOf(4)) {
                zip = bender.bend(Client.zip(right));
            } else {
                Map<String, String> files = new HashMap<>(right);
                String name = bender.oneOf(names);
                String content = files.remove(name);
                files.put(
                        bender.inOneOf(4) ? bender.bend(name) : name,
                        bender.inOneOf(4) ? content : bender.bend(String.valueOf(content)));
                zip = Client.zip(files);
            }
            Client.Reply started = client.startDeploy(zip, "{\"deployOptions\":{\"checkOnly\":true}}");
            requireRefusedOrTaken(started, i, "zip");
            if (started.status() == 201) {
                requireRefusedOrTaken(client.deployStatus(started), i, "zip");
            }
        }
        String deep = "<?xml version=\"1.0\"?>" + "<a>".repeat(TOO_DEEP);
        Map<String, String> files = new HashMap<>(right);
        files.put("objects/Case.object", deep);
        requireRefusedOrTaken(
                client.deployStatus(client.startDeploy(Client.zip(files), "{\"deployOptions\":{}}")), INPUTS, "deep");
    }

    @Test
    void shouldAnswerEveryCsv() {
        // Given
        String right = "Key__c,Count__c,Value__c,Seen__c,Day__c,Open__c,State__c,Case__r.Key__c\n"
                + "k1,1,1.5,2026-01-01T00:00:00Z,2026-01-01,true,Opened,#N/A\n"
                + "\"k,2\",2,2.5,,2026-01-02,false,\"Clea\"\"red\",none\n";
        Bender bender = new Bender(
                4,
                List.of(
                        ",",
                        "\"",
                        "\"\"",
                        "\n",
                        "\r\n",
                        "\r",
                        ";",
                        "\u0000",
                        "\uFEFF",
                        "#N/A",
                        "Id",
                        "Key__c",
                        "Case__r.",
                        "99999999999999999999",
                        "1e400",
                        "NaN",
                        "2026-99-99",
                        "=1+1",
                        "sf__Id",
                        " "));

        // Then
        for (int i = 0; i < INPUTS; i += JOBS_AT_ONCE) {
            Map<String, String> jobs = new HashMap<>();
            for (int j = 0; j < JOBS_AT_ONCE; j++) {
                String csv = bender.bend(right);
                Client.Reply created = bulk(csv);
                requireRefusedOrTaken(created, i + j, csv);
                if (created.status() == 200) {
                    jobs.put(created.body().path("id").asText(), csv);
                }
            }
            for (Map.Entry<String, String> job : jobs.entrySet()) {
                Client.Reply ended = ended(job.getKey());
                requireRefusedOrTaken(ended, i, job.getValue());
                if (ended.body().path("numberRecordsFailed").asInt() > 0) {
                    requireRefusedOrTaken(
                            client.get("/jobs/ingest/" + job.getKey() + "/failedResults"), i, job.getValue());
                }
            }
        }
    }

    private Client.Reply bulk(String csv) {
        String part = "--part\r\nContent-Disposition: form-data; name=\"%s\"\r\nContent-Type: %s\r\n\r\n%s\r\n";
        return client.post(
                "/jobs/ingest",
                part.formatted(
                                "job",
                                "application/json",
                                "{\"object\":\"Incident__c\",\"operation\":\"upsert\",\"externalIdFieldName\":\"Key__c\"}")
                        + part.formatted("content", "text/csv", csv)
                        + "--part--\r\n",
                "Content-Type",
                "multipart/form-data; boundary=part");
    }

    private Client.Reply ended(String job) {
        while (true) {
            Client.Reply reply = client.get("/jobs/ingest/" + job);
            if (!List.of("UploadComplete", "InProgress")
                    .contains(reply.body().path("state").asText())) {
                return reply;
            }
        }
    }

    @Test
    void shouldAnswerEveryEvent() {
        try (PubSubClient pubSub = PubSubClient.plain(org)) {
            // Given
            ProducerEvent right =
                    pubSub.event("/event/Signal__e", "1", Map.of("Device__c", "press 1", "Value__c", 1.5));
            Bender bender = new Bender(5, List.of());

            // Then
            int answered = 0;
            for (int i = 0; i < INPUTS; i += EVENTS_AT_ONCE) {
                List<ProducerEvent> events = new ArrayList<>();
                for (int j = 0; j < EVENTS_AT_ONCE; j++) {
                    byte[] payload = bender.bend(right.getPayload().toByteArray());
                    events.add(right.toBuilder()
                            .setPayload(ByteString.copyFrom(payload))
                            .build());
                }
                for (PublishResult result : pubSub.publish("/event/Signal__e", events)) {
                    answered++;
                    assertThat(INSIDE.matcher(result.getError().getMsg()).find())
                            .as(result.getError().getMsg())
                            .isFalse();
                }
            }
            assertThat(answered).isEqualTo(INPUTS);
        }
    }
}
