package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.junit.LocalOrgExtension;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user may do who has one permission set, and an API-only profile that gives nothing. */
class RightsTest {
    private static final String USERNAME = "connector@local-org.example";

    @RegisterExtension
    private static final LocalOrgExtension ORG =
            new LocalOrgExtension(LocalOrgOptions.defaults().withClient("limited", "its secret", USERNAME));

    private LocalOrg org;
    private Client admin;
    private Client user;

    @BeforeEach
    void makeUser(LocalOrg running) {
        org = running;
        admin = Client.of(org);
        admin.deploy(TestMetadata.project());
        deploySet(
                """
                <objectPermissions><allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit>
                  <allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Incident__c</object>
                  <viewAllRecords>false</viewAllRecords></objectPermissions>
                <fieldPermissions><editable>true</editable><field>Incident__c.Key__c</field><readable>true</readable></fieldPermissions>
                <fieldPermissions><editable>false</editable><field>Incident__c.Count__c</field><readable>true</readable></fieldPermissions>
                <label>Limited</label>""");
        String profile = id("SELECT Id FROM Profile WHERE Name LIKE 'Minimum%'");
        String userId = admin.create(
                "User",
                "{\"LastName\":\"Connector\",\"Username\":\"" + USERNAME + "\",\"Email\":\"" + USERNAME
                        + "\",\"Alias\":\"conn\",\"ProfileId\":\"" + profile
                        + "\",\"TimeZoneSidKey\":\"GMT\",\"LocaleSidKey\":\"en_US\",\"EmailEncodingKey\":\"UTF-8\",\"LanguageLocaleKey\":\"en_US\"}");
        admin.create(
                "PermissionSetAssignment",
                "{\"AssigneeId\":\"" + userId + "\",\"PermissionSetId\":\""
                        + id("SELECT Id FROM PermissionSet WHERE Name = 'Limited'") + "\"}");
        user = new Client(org.url()).login("limited", "its%20secret");
    }

    private void deploySet(String content) {
        JsonNode result = admin.deploy(Map.of(
                "package.xml",
                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>",
                "permissionsets/Limited.permissionset",
                "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">" + content + "</PermissionSet>"));
        assertThat(result.path("success").asBoolean()).as(result.toString()).isTrue();
    }

    private String id(String soql) {
        return admin.query(soql).body().at("/records/0/Id").asText();
    }

    @Test
    void shouldHideObjectsAndFieldsThatAreNotGranted() {
        // Given
        String id = admin.create("Incident__c", "{\"Key__c\":\"k\",\"Count__c\":3,\"Value__c\":7}");

        // Then
        assertThat(user.query("SELECT Id FROM Account").errorCode()).isEqualTo("INVALID_TYPE");
        assertThat(user.query("SELECT Value__c FROM Incident__c").errorCode()).isEqualTo("INVALID_FIELD");
        assertThat(user.query("SELECT Key__c FROM Incident__c WHERE Value__c = 7")
                        .errorCode())
                .isEqualTo("INVALID_FIELD");
        assertThat(user.query("SELECT Key__c, Count__c FROM Incident__c")
                        .body()
                        .at("/records/0/Count__c")
                        .asInt())
                .isEqualTo(3);
        JsonNode record = user.get("/sobjects/Incident__c/" + id).body();
        assertThat(record.has("Key__c")).isTrue();
        assertThat(record.has("Value__c")).isFalse();
        assertThat(user.get("/sobjects/Account/describe").status()).isEqualTo(404);
        assertThat(user.get("/sobjects").body().path("sobjects").findValuesAsText("name"))
                .contains("Incident__c")
                .doesNotContain("Account");
    }

    @Test
    void shouldRefuseWritesThatAreNotGranted() {
        // Then
        assertThat(user.post("/sobjects/Account", "{\"Name\":\"A\"}").status()).isEqualTo(404);
        assertThat(user.post("/sobjects/Incident__c", "{\"Key__c\":\"a\",\"Count__c\":1}")
                        .errorCode())
                .isEqualTo("INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(user.post("/sobjects/Incident__c", "{\"Key__c\":\"a\",\"Value__c\":1}")
                        .errorCode())
                .isEqualTo("INVALID_FIELD");
        String id = user.create("Incident__c", "{\"Key__c\":\"a\"}");
        assertThat(user.patch("/sobjects/Incident__c/" + id, "{\"Key__c\":\"b\"}")
                        .status())
                .isEqualTo(204);
        assertThat(user.delete("/sobjects/Incident__c/" + id).errorCode()).isEqualTo("INSUFFICIENT_ACCESS_OR_READONLY");
        assertThat(user.post(
                                "/composite/sobjects",
                                "{\"records\":[{\"attributes\":{\"type\":\"Account\"},\"Name\":\"A\"}]}")
                        .body()
                        .at("/0/errors/0/statusCode")
                        .asText())
                .isEqualTo("INVALID_TYPE");
    }

    @Test
    void shouldFillInWhatTheUserMayNotSee() {
        // When: State__c has a default that the user may not see
        String id = user.create("Incident__c", "{\"Key__c\":\"a\"}");

        // Then
        assertThat(admin.get("/sobjects/Incident__c/" + id)
                        .body()
                        .path("State__c")
                        .asText())
                .isEqualTo("Opened");
    }

    @Test
    void shouldDeliverNoEventsWithoutAWordWhereTheyAreNotGranted() {
        // Given
        admin.deploy(Map.of(
                "package.xml",
                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>",
                "platformEventChannelMembers/ChangeEvents_Incident.platformEventChannelMember",
                "<PlatformEventChannelMember xmlns=\"http://soap.sforce.com/2006/04/metadata\"><eventChannel>ChangeEvents</eventChannel>"
                        + "<selectedEntity>Incident__ChangeEvent</selectedEntity></PlatformEventChannelMember>"));
        admin.create("Incident__c", "{\"Key__c\":\"a\"}");
        admin.create("Signal__e", "{\"Device__c\":\"d\"}");

        try (PubSubClient limited = PubSubClient.as(org, user.token());
                PubSubClient unlimited = PubSubClient.plain(org)) {
            // When
            var changes = limited.fromTheBeginning("/data/Incident__ChangeEvent");
            var signals = limited.fromTheBeginning("/event/Signal__e");
            var everything = unlimited.fromTheBeginning("/data/Incident__ChangeEvent");
            await().untilAsserted(() -> assertThat(everything.answers).isNotEmpty());

            // Then
            assertThat(limited.topic("/event/Signal__e").getCanPublish()).isFalse();
            assertThat(limited.topic("/event/Signal__e").getCanSubscribe()).isFalse();
            await().during(Duration.ofMillis(300)).untilAsserted(() -> {
                assertThat(changes.answers).isEmpty();
                assertThat(signals.answers).isEmpty();
                assertThat(changes.errors).isEmpty();
            });
        }
    }

    @Test
    void shouldHoldForBulkJobsToo() {
        // When
        JsonNode job = user.post(
                        "/jobs/query", "{\"operation\":\"query\",\"query\":\"SELECT Value__c FROM Incident__c\"}")
                .body();

        // Then
        assertThat(job.at("/0/errorCode").asText()).isEqualTo("INVALID_FIELD");
        assertThat(user.post("/jobs/ingest", "{\"object\":\"Account\",\"operation\":\"insert\"}")
                        .errorCode())
                .isEqualTo("INVALIDENTITY");
    }

    @Test
    void shouldDeployOnlyWithThePermissionToDoSo() {
        // Given
        byte[] zip = Client.zip(TestMetadata.project());
        String options = "{\"deployOptions\":{}}";

        // When
        Client.Reply before = user.startDeploy(zip, options);
        deploySet("<label>Limited</label>"
                + "<userPermissions><enabled>true</enabled><name>ModifyMetadata</name></userPermissions>");
        Client.Reply after = user.startDeploy(zip, options);

        // Then
        assertThat(before.errorCode()).isEqualTo("INSUFFICIENT_ACCESS_OR_READONLY");
        assertThat(user.deployStatus(after).body().at("/deployResult/success").asBoolean())
                .isTrue();
    }
}
