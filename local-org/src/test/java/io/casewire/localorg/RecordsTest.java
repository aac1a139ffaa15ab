package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static LocalOrg org;
    private static Client client;

    @BeforeAll
    static void start() {
        org = LocalOrg.start(LocalOrgOptions.defaults());
        client = Client.of(org);
        JsonNode result = client.deploy(TestMetadata.project());
        assertThat(result.path("success").asBoolean()).as("%s", result).isTrue();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    @Test
    void shouldCreateReadUpdateAndDeleteARecord() {
        // Given
        Client.Reply created = client.post("/sobjects/Account", "{\"Name\":\"Plant\",\"NumberOfEmployees\":7}");
        String id = created.body().path("id").asText();

        // When
        Client.Reply updated =
                client.patch("/sobjects/Account/" + id.substring(0, 15), "{\"Phone\":\"1\",\"Name\":\"Plant 2\"}");
        Client.Reply read = client.get("/sobjects/Account/" + id + "?fields=Name,NumberOfEmployees,Phone");
        Client.Reply deleted = client.delete("/sobjects/Account/" + id);

        // Then
        assertThat(created.status()).isEqualTo(201);
        assertThat(id).startsWith("001").hasSize(18);
        assertThat(updated.status()).isEqualTo(204);
        assertThat(read.raw().body())
                .isEqualTo("{\"attributes\":{\"type\":\"Account\",\"url\":\"/services/data/v62.0/sobjects/Account/" + id
                        + "\"},\"Name\":\"Plant 2\",\"NumberOfEmployees\":7,\"Phone\":\"1\"}");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(client.get("/sobjects/Account/" + id).errorCode()).isEqualTo("ENTITY_IS_DELETED");
    }

    @Test
    void shouldRefuseAnAssetWithoutAccountOrContact() {
        // When
        Client.Reply reply = client.post("/sobjects/Asset", "{\"Name\":\"Press 7\"}");

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorCode()).isEqualTo("FIELD_INTEGRITY_EXCEPTION");
    }

    @Test
    void shouldNameEveryMissingRequiredField() {
        // When
        Client.Reply reply = client.post("/sobjects/Lead", "{\"FirstName\":\"x\"}");

        // Then
        assertThat(reply.body().path(0).path("message").asText())
                .isEqualTo("Required fields are missing: [LastName, Company]");
        assertThat(reply.body().path(0).path("fields").toString()).isEqualTo("[\"LastName\",\"Company\"]");
    }

    @Test
    void shouldRefuseWhatAFieldCannotHold() {
        // Given
        List<List<String>> rows = List.of(
                List.of("Count__c", "1234567", "NUMBER_OUTSIDE_VALID_RANGE"),
                List.of("Count__c", "\"many\"", "JSON_PARSER_ERROR"),
                List.of("Key__c", "\"" + "k".repeat(101) + "\"", "STRING_TOO_LONG"),
                List.of("State__c", "\"Broken\"", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
                List.of("Case__c", "\"500\"", "MALFORMED_ID"),
                List.of("Case__c", "\"500000000000001AAA\"", "MALFORMED_ID"),
                List.of("Case__c", "\"001Lo0000000001AAA\"", "MALFORMED_ID"),
                List.of("Seen__c", "\"yesterday\"", "JSON_PARSER_ERROR"),
                List.of("Unknown__c", "1", "INVALID_FIELD"),
                List.of("CreatedDate", "\"2024-01-01T00:00:00Z\"", "INVALID_FIELD_FOR_INSERT_UPDATE"));
        for (List<String> row : rows) {
            // When
            Client.Reply reply = client.post("/sobjects/Incident__c", "{\"" + row.get(0) + "\":" + row.get(1) + "}");

            // Then
            assertThat(reply.status()).as(row.toString()).isEqualTo(400);
            assertThat(reply.raw().body()).as(row.toString()).contains("errorCode");
            System.getLogger("x")
                    .log(System.Logger.Level.INFO, row + " " + reply.raw().body());
        }
    }
}
