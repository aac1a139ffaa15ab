package io.casewire.localorg;

import static io.casewire.localorg.TestMetadata.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is deployed, as records that can be asked for. */
class SetupQueriesTest {
    private static final String NS = " xmlns=\"http://soap.sforce.com/2006/04/metadata\"";

    private LocalOrg org;
    private Client client;

    @BeforeEach
    void start() {
        org = LocalOrg.start(LocalOrgOptions.defaults());
        client = Client.of(org);
    }

    @AfterEach
    void stop() {
        org.close();
    }

    @Test
    void shouldListValidationRulesByTheToolingApiOnly() {
        // Given
        client.deploy(TestMetadata.project());
        String soql = "SELECT ValidationName, EntityDefinition.QualifiedApiName FROM ValidationRule"
                + " WHERE Active = true AND EntityDefinition.QualifiedApiName IN ('Incident__c', 'Case')";

        // Then
        JsonNode rules = tooling(soql).path("records");
        assertThat(rules).hasSize(1);
        assertThat(rules.get(0).path("ValidationName").asText()).isEqualTo("Cleared_Needs_Count");
        assertThat(rules.get(0).at("/EntityDefinition/QualifiedApiName").asText())
                .isEqualTo("Incident__c");
        assertThat(client.query(soql).status()).isEqualTo(400);
        assertThat(client.get("/tooling/query?q=" + encoded("SELECT Id FROM Account"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void shouldListActiveAssignmentRules() {
        // Given
        JsonNode deployed = client.deploy(Map.of(
                "package.xml",
                manifest("AssignmentRules", "Case"),
                "assignmentRules/Case.assignmentRules",
                "<AssignmentRules" + NS + "><assignmentRule><fullName>Ours</fullName><active>true</active><ruleEntry>"
                        + "<assignedTo>" + LocalOrg.DEFAULT_OWNER_USERNAME + "</assignedTo>"
                        + "<assignedToType>User</assignedToType></ruleEntry></assignmentRule>"
                        + "<assignmentRule><fullName>Old</fullName><active>false</active></assignmentRule>"
                        + "</AssignmentRules>"));
        assertThat(deployed.path("status").asText()).isEqualTo("Succeeded");

        // Then
        JsonNode rules = client.query("SELECT Name FROM AssignmentRule WHERE SobjectType = 'Case' AND Active = true")
                .body()
                .path("records");
        assertThat(rules.findValuesAsText("Name")).containsExactly("Ours");
    }

    @Test
    void shouldListFlowsWithWhatStartsThem() {
        // Given
        client.deploy(Map.of(
                "package.xml",
                manifest("Flow", "Greet"),
                "flows/Greet.flow",
                "<Flow" + NS + "><apiVersion>62.0</apiVersion><label>Greets</label>"
                        + "<processType>AutoLaunchedFlow</processType><start><locationX>0</locationX>"
                        + "<locationY>0</locationY><object>Case</object><recordTriggerType>Create</recordTriggerType>"
                        + "<triggerType>RecordAfterSave</triggerType></start><status>Active</status></Flow>"));

        // Then
        JsonNode flow = client.query(
                        "SELECT ApiName, Label, TriggerType, TriggerObjectOrEventId FROM FlowDefinitionView"
                                + " WHERE IsActive = true AND ApiName = 'Greet'")
                .body()
                .path("records")
                .path(0);
        assertThat(flow.path("Label").asText()).isEqualTo("Greets");
        assertThat(flow.path("TriggerType").asText()).isEqualTo("RecordAfterSave");
        assertThat(flow.path("TriggerObjectOrEventId").asText()).isEqualTo("Case");
    }

    @Test
    void shouldListDuplicateRulesAsTheyAreSwitched() {
        String active = "SELECT DeveloperName FROM DuplicateRule WHERE IsActive = true AND SobjectType = 'Lead'";
        assertThat(client.query(active).body().path("totalSize").asInt()).isZero();
        client.send("PATCH", "/local-org/settings", "{\"duplicateRules\": true}");
        assertThat(client.query(active).body().path("totalSize").asInt()).isEqualTo(1);
    }

    private JsonNode tooling(String soql) {
        return client.get("/tooling/query?q=" + encoded(soql)).body();
    }

    private static String encoded(String soql) {
        return URLEncoder.encode(soql, StandardCharsets.UTF_8);
    }
}
