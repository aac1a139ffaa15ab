package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CollectionsTest {
    private static LocalOrg org;
    private static Client client;

    @BeforeAll
    static void start() {
        org = LocalOrg.start(LocalOrgOptions.defaults());
        client = Client.of(org);
        client.deploy(TestMetadata.project());
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static String records(boolean allOrNone, String... rows) {
        return "{\"allOrNone\":" + allOrNone + ",\"records\":[" + String.join(",", rows) + "]}";
    }

    private static String incident(String fields) {
        return "{\"attributes\":{\"type\":\"Incident__c\"}," + fields + "}";
    }

    @Test
    void shouldUpsertRowsAndSayWhichAreNew() {
        // Given
        client.patch("/sobjects/Incident__c/Key__c/u1", "{}");

        // When
        Client.Reply reply = client.patch(
                "/composite/sobjects/Incident__c/Key__c",
                records(
                        false,
                        incident("\"Key__c\":\"u1\",\"Count__c\":5"),
                        incident("\"Key__c\":\"u2\""),
                        incident("\"Key__c\":\"u3\",\"Count__c\":\"x\"")));

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path(0).path("created").asBoolean(true)).isFalse();
        assertThat(reply.body().path(1).path("created").asBoolean()).isTrue();
        assertThat(reply.body().path(2).path("success").asBoolean(true)).isFalse();
        assertThat(reply.body().path(2).at("/errors/0/statusCode").asText()).isEqualTo("JSON_PARSER_ERROR");
        assertThat(reply.body().path(2).at("/errors/0").has("errorCode")).isFalse();
        assertThat(client.query("SELECT Id FROM Incident__c WHERE Key__c IN ('u1','u2','u3')")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void shouldRollBackEverythingWhenAllOrNoneFails() {
        // When
        Client.Reply reply = client.post(
                "/composite/sobjects",
                records(
                        true,
                        incident("\"Key__c\":\"r1\""),
                        incident("\"Key__c\":\"r1\""),
                        incident("\"Key__c\":\"r2\"")));

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path(0).at("/errors/0/statusCode").asText())
                .isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK");
        assertThat(reply.body().path(1).at("/errors/0/statusCode").asText()).isEqualTo("DUPLICATE_VALUE");
        assertThat(client.query("SELECT COUNT() FROM Incident__c WHERE Key__c LIKE 'r%'")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isZero();
    }

    @Test
    void shouldFollowForeignKeysByExternalId() {
        // Given
        String account = client.create("Account", "{\"Name\":\"Plant\"}");
        client.create("Asset", "{\"Name\":\"Press\",\"AccountId\":\"" + account + "\",\"Device_Id__c\":\"d-7\"}");

        // When
        Client.Reply cases = client.post(
                "/composite/sobjects",
                records(
                        false,
                        "{\"attributes\":{\"type\":\"Case\"},\"Key__c\":\"fk\",\"Asset\":{\"Device_Id__c\":\"d-7\"}}",
                        "{\"attributes\":{\"type\":\"Case\"},\"Asset\":{\"Device_Id__c\":\"nowhere\"}}",
                        incident("\"Key__c\":\"fk\",\"Case__r\":{\"Key__c\":\"fk\"}")));

        // Then
        assertThat(cases.body().path(0).path("success").asBoolean()).isTrue();
        assertThat(cases.body().path(1).at("/errors/0/message").asText()).contains("nowhere not found");
        assertThat(client.query("SELECT Case__r.Asset.Account.Name FROM Incident__c WHERE Key__c = 'fk'")
                        .body()
                        .at("/records/0/Case__r/Asset/Account/Name")
                        .asText())
                .isEqualTo("Plant");
    }

    @Test
    void shouldTakeAtMostTwoHundredRecordsInTenRuns() {
        // Given
        String many = IntStream.range(0, 201)
                .mapToObj(i -> incident("\"Count__c\":1"))
                .collect(Collectors.joining(","));
        String mixed = IntStream.range(0, 11)
                .mapToObj(i -> i % 2 == 0 ? incident("\"Count__c\":1") : "{\"attributes\":{\"type\":\"Case\"}}")
                .collect(Collectors.joining(","));

        // When
        Client.Reply tooMany = client.post("/composite/sobjects", records(false, many));
        Client.Reply tooMixed = client.post("/composite/sobjects", records(false, mixed));

        // Then
        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(tooMixed.status()).isEqualTo(400);
    }

    @Test
    void shouldUpdateRetrieveAndDeleteByIds() {
        // Given
        String a = client.create("Incident__c", "{\"Count__c\":1}");
        String b = client.create("Incident__c", "{\"Count__c\":1}");

        // When
        client.patch("/composite/sobjects", records(false, incident("\"id\":\"" + a + "\",\"Count__c\":9")));
        JsonNode read = client.get("/composite/sobjects/Incident__c?ids=" + a + ",a00000000000000&fields=Count__c")
                .body();
        JsonNode posted = client.post(
                        "/composite/sobjects/Incident__c", "{\"ids\":[\"" + b + "\"],\"fields\":[\"Id\",\"Count__c\"]}")
                .body();
        JsonNode deleted = client.delete("/composite/sobjects?ids=" + a + "," + b + "&allOrNone=true")
                .body();

        // Then
        assertThat(read.path(0).path("Count__c").asDouble()).isEqualTo(9);
        assertThat(read.path(1).isNull()).isTrue();
        assertThat(posted.path(0).path("Id").asText()).isEqualTo(b);
        assertThat(deleted.path(1).path("success").asBoolean()).isTrue();
        assertThat(client.query("SELECT Id FROM Incident__c WHERE Id IN ('" + a + "','" + b + "')")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isZero();
    }

    @Test
    void shouldRunACompositeWithReferencesInOneTransaction() {
        // Given
        String create =
                "{\"method\":\"POST\",\"url\":\"/services/data/v62.0/sobjects/Case\",\"referenceId\":\"c\",\"body\":{\"Subject\":\"composite\"}}";
        String child =
                "{\"method\":\"POST\",\"url\":\"/services/data/v62.0/sobjects/Incident__c\",\"referenceId\":\"i\",\"body\":{\"Case__c\":\"@{c.id}\"}}";
        String bad =
                "{\"method\":\"POST\",\"url\":\"/services/data/v62.0/sobjects/Asset\",\"referenceId\":\"bad\",\"body\":{\"Name\":\"x\"}}";

        // When
        JsonNode good = client.post(
                        "/composite", "{\"allOrNone\":true,\"compositeRequest\":[" + create + "," + child + "]}")
                .body();
        JsonNode failed = client.post(
                        "/composite", "{\"allOrNone\":true,\"compositeRequest\":[" + create + "," + bad + "]}")
                .body();

        // Then
        assertThat(good.at("/compositeResponse/1/httpStatusCode").asInt()).isEqualTo(201);
        assertThat(failed.at("/compositeResponse/0/body/0/errorCode").asText()).isEqualTo("PROCESSING_HALTED");
        assertThat(failed.at("/compositeResponse/1/body/0/errorCode").asText()).isEqualTo("FIELD_INTEGRITY_EXCEPTION");
        assertThat(client.query("SELECT COUNT() FROM Case WHERE Subject = 'composite'")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(1);
    }
}
