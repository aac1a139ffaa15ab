package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static LocalOrg org;
    private static Client client;

    @BeforeAll
    static void start() {
        org = LocalOrg.start(LocalOrgOptions.defaults().withClient("agent", "local", "agent@local-org.example"));
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
                List.of("Case__c", "\"500000000000001AAA\"", "INVALID_CROSS_REFERENCE_KEY"),
                List.of("Case__c", "\"001Lo0000000001AAA\"", "FIELD_INTEGRITY_EXCEPTION"),
                List.of("Seen__c", "\"yesterday\"", "JSON_PARSER_ERROR"),
                List.of("Unknown__c", "1", "INVALID_FIELD"),
                List.of("CreatedDate", "\"2024-01-01T00:00:00Z\"", "INVALID_FIELD_FOR_INSERT_UPDATE"));
        for (List<String> row : rows) {
            // When
            Client.Reply reply = client.post("/sobjects/Incident__c", "{\"" + row.get(0) + "\":" + row.get(1) + "}");

            // Then
            assertThat(reply.status()).as(row.toString()).isEqualTo(400);
            assertThat(reply.errorCode()).as(row.toString()).isEqualTo(row.get(2));
        }
    }

    @Test
    void shouldUpsertByExternalIdInAnyCase() {
        // When
        Client.Reply created = client.patch("/sobjects/Incident__c/Key__c/a%2Fb%20C", "{\"Count__c\":1}");
        Client.Reply updated = client.patch("/sobjects/Incident__c/Key__c/A%2FB%20c", "{\"Count__c\":2}");
        Client.Reply duplicate = client.post("/sobjects/Incident__c", "{\"Key__c\":\"a/B C\"}");

        // Then
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().path("created").asBoolean()).isTrue();
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.body().path("created").asBoolean(true)).isFalse();
        assertThat(updated.body().path("id")).isEqualTo(created.body().path("id"));
        assertThat(duplicate.errorCode()).isEqualTo("DUPLICATE_VALUE");
    }

    @Test
    void shouldRefuseAnUpsertThatRepeatsTheExternalId() {
        // When
        Client.Reply repeated = client.patch("/sobjects/Incident__c/Key__c/repeated", "{\"key__c\":\"repeated\"}");
        Client.Reply emptied = client.patch("/sobjects/Incident__c/Key__c/repeated", "{\"Key__c\":null}");

        // Then
        assertThat(repeated.status()).isEqualTo(400);
        assertThat(repeated.errorCode()).isEqualTo("INVALID_FIELD");
        assertThat(repeated.body().at("/0/message").asText())
                .isEqualTo("The Key__c field should not be specified in the sobject data.");
        assertThat(emptied.errorCode()).isEqualTo("INVALID_FIELD");
    }

    @Test
    void shouldAnswerMultipleChoicesWhenAKeyIsNotUnique() {
        // Given
        client.create("Incident__c", "{\"Plain_Key__c\":\"twice\"}");
        client.create("Incident__c", "{\"Plain_Key__c\":\"twice\"}");

        // When
        Client.Reply reply = client.patch("/sobjects/Incident__c/Plain_Key__c/twice", "{}");

        // Then
        assertThat(reply.status()).isEqualTo(300);
        assertThat(reply.body()).hasSize(2);
        assertThat(reply.body().path(0).asText()).startsWith("/services/data/v62.0/sobjects/Incident__c/a0");
    }

    @Test
    void shouldKeepCaseSensitiveKeysApart() {
        // When
        Client.Reply lower = client.patch("/sobjects/Case/Key__c/k1", "{}");
        Client.Reply upper = client.patch("/sobjects/Case/Key__c/K1", "{}");

        // Then
        assertThat(lower.status()).isEqualTo(201);
        assertThat(upper.status()).isEqualTo(201);
    }

    @Test
    void shouldGiveCasesToTheDefaultOwnerUnlessToldNotTo() {
        // Given
        String owner = client.query("SELECT Id FROM User WHERE Username = '" + LocalOrg.DEFAULT_OWNER_USERNAME + "'")
                .body()
                .at("/records/0/Id")
                .asText();
        String me = client.query("SELECT Id FROM User WHERE Username = '" + LocalOrg.INTEGRATION_USERNAME + "'")
                .body()
                .at("/records/0/Id")
                .asText();

        // When
        String assigned = client.create("Case", "{\"Subject\":\"a\"}");
        String kept = client.create("Case", "{\"Subject\":\"b\"}", "Sforce-Auto-Assign", "FALSE");
        String ownerOfKept = owner(kept);
        client.patch("/sobjects/Case/" + kept, "{\"Subject\":\"c\"}", "Sforce-Auto-Assign", "false");
        String afterQuietUpdate = owner(kept);
        client.patch("/sobjects/Case/" + kept, "{\"Subject\":\"d\"}");

        // Then
        assertThat(owner(assigned)).isEqualTo(owner);
        assertThat(ownerOfKept).isEqualTo(me);
        assertThat(afterQuietUpdate).isEqualTo(me);
        assertThat(owner(kept)).isEqualTo(owner);
    }

    private static String owner(String caseId) {
        return client.get("/sobjects/Case/" + caseId + "?fields=OwnerId")
                .body()
                .path("OwnerId")
                .asText();
    }

    @Test
    void shouldNumberAndCloseCases() {
        // When
        String id = client.create("Case", "{}");
        JsonNode opened = client.get("/sobjects/Case/" + id).body();
        client.patch("/sobjects/Case/" + id, "{\"Status\":\"Closed\"}");
        JsonNode closed = client.get("/sobjects/Case/" + id).body();

        // Then
        assertThat(opened.path("CaseNumber").asText()).matches("\\d{8}");
        assertThat(opened.path("Status").asText()).isEqualTo("New");
        assertThat(opened.path("IsClosed").asBoolean()).isFalse();
        assertThat(closed.path("IsClosed").asBoolean()).isTrue();
        assertThat(closed.path("ClosedDate").asText()).matches("....-..-..T..:..:..\\....\\+0000");
    }

    @Test
    void shouldRefuseTheSameCampaignMemberTwice() {
        // Given
        String campaign = client.create("Campaign", "{\"Name\":\"Spring\"}");
        String contact = client.create("Contact", "{\"LastName\":\"Operator\"}");
        String member = "{\"CampaignId\":\"" + campaign + "\",\"ContactId\":\"" + contact + "\"}";

        // When
        Client.Reply first = client.post("/sobjects/CampaignMember", member);
        Client.Reply second = client.post("/sobjects/CampaignMember", member);

        // Then
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.errorCode()).isEqualTo("DUPLICATE_VALUE");
    }

    @Test
    void shouldRefuseARowThatAValidationRuleForbids() {
        // When
        Client.Reply reply = client.post("/sobjects/Incident__c", "{\"State__c\":\"Cleared\"}");

        // Then
        assertThat(reply.errorCode()).isEqualTo("FIELD_CUSTOM_VALIDATION_EXCEPTION");
        assertThat(reply.body().path(0).path("message").asText()).isEqualTo("A cleared incident needs a count.");
        assertThat(reply.body().path(0).path("fields").path(0).asText()).isEqualTo("Count__c");
    }

    @Test
    void shouldEvaluateValidationRulesOverWhatTheSaveChanges() {
        // Given
        client.deploy(Map.of(
                "package.xml",
                TestMetadata.manifest("CustomObject", "Campaign"),
                "objects/Campaign.object",
                TestMetadata.object("<validationRules><fullName>Keep_Name</fullName><active>true</active>"
                        + "<errorConditionFormula>ISCHANGED(Name)</errorConditionFormula>"
                        + "<errorMessage>The name stays.</errorMessage></validationRules>")));
        String id = client.create("Campaign", "{\"Name\":\"Works\"}");

        // When
        Client.Reply same = client.patch("/sobjects/Campaign/" + id, "{\"Name\":\"Works\",\"Description\":\"x\"}");
        Client.Reply other = client.patch("/sobjects/Campaign/" + id, "{\"Name\":\"Mill\"}");

        // Then
        assertThat(same.status()).isEqualTo(204);
        assertThat(other.errorCode()).isEqualTo("FIELD_CUSTOM_VALIDATION_EXCEPTION");
    }

    @Test
    void shouldLetAnotherUserLogInAndOwnWhatSheCreates() {
        // Given
        String profile = client.query("SELECT Id FROM Profile WHERE Name = 'Standard User'")
                .body()
                .at("/records/0/Id")
                .asText();
        String agent = client.create(
                "User",
                "{\"Username\":\"agent@local-org.example\",\"LastName\":\"Agent\",\"Email\":"
                        + "\"agent@local-org.example\",\"Alias\":\"agent\",\"TimeZoneSidKey\":\"GMT\",\"LocaleSidKey\":\"en_US\","
                        + "\"EmailEncodingKey\":\"UTF-8\",\"LanguageLocaleKey\":\"en_US\",\"ProfileId\":\"" + profile
                        + "\"}");

        // When
        Client asAgent = new Client(org.url()).login("agent", "local");
        String id = asAgent.create("Case", "{}", "Sforce-Auto-Assign", "FALSE");
        client.patch("/sobjects/Case/" + id, "{\"Subject\":\"x\"}", "Sforce-Auto-Assign", "FALSE");

        // Then
        JsonNode record = client.get("/sobjects/Case/" + id).body();
        assertThat(record.path("OwnerId").asText()).isEqualTo(agent);
        assertThat(record.path("CreatedById").asText()).isEqualTo(agent);
        assertThat(record.path("LastModifiedById").asText()).isNotEqualTo(agent);
    }

    @Test
    void shouldRefuseALoginAsAUserThatDoesNotExist() {
        // Given
        try (LocalOrg other =
                LocalOrg.start(LocalOrgOptions.defaults().withClient("agent", "local", "nobody@local-org.example"))) {
            // When
            Client.Reply reply = new Client(other.url())
                    .send(
                            "POST",
                            "/services/oauth2/token",
                            "grant_type=client_credentials&client_id=agent&client_secret=local");

            // Then
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body().path("error").asText()).isEqualTo("invalid_grant");
        }
    }
}
