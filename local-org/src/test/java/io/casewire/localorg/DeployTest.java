package io.casewire.localorg;

import static io.casewire.localorg.TestMetadata.field;
import static io.casewire.localorg.TestMetadata.manifest;
import static io.casewire.localorg.TestMetadata.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployTest {
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

    private static Map<String, String> accountField(String name, String content) {
        return Map.of(
                "package.xml",
                manifest("CustomObject", "Account"),
                "objects/Account.object",
                object(field(name, content)));
    }

    @Test
    void shouldMakeObjectsFieldsAndEventsExist() {
        // Given
        int before = client.get("/sobjects/Incident__c/describe").status();

        // When
        JsonNode result = client.deploy(TestMetadata.project());

        // Then
        assertThat(before).isEqualTo(404);
        assertThat(result.path("status").asText()).isEqualTo("Succeeded");
        assertThat(client.get("/sobjects/Incident__c/describe")
                        .body()
                        .path("custom")
                        .asBoolean())
                .isTrue();
        assertThat(client.get("/sobjects/Signal__e/describe")
                        .body()
                        .path("keyPrefix")
                        .asText())
                .startsWith("e");
        assertThat(client.query("SELECT Label FROM PermissionSet WHERE Name = 'Deliver'")
                        .body()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<type>Text</type> | length must be between 1 and 255, found 0",
                "<type>Formula</type> | The local org does not support fields of type Formula",
                "<type>Checkbox</type><formula>TRUE</formula> | The local org does not support 'formula' of a field",
                "<type>Lookup</type><referenceTo>Nothing</referenceTo> | referenceTo value of 'Nothing' does not resolve to a valid sObject type",
                "<type>Number</type><precision>18</precision> | Required field is missing: scale",
                "<type>Picklist</type> | A picklist needs a valueSet with its valueSetDefinition",
                "<type>Date</type><defaultValue>TODAY()</defaultValue> | The local org supports constant default values only: TODAY()",
            })
    void shouldSayWhatIsWrongAndWhere(String content, String problem) {
        // When
        JsonNode result = client.deploy(accountField("X__c", content));

        // Then
        JsonNode failure = result.at("/details/componentFailures/0");
        assertThat(result.path("status").asText()).isEqualTo("Failed");
        assertThat(failure.path("problem").asText()).isEqualTo(problem);
        assertThat(failure.path("fileName").asText()).isEqualTo("objects/Account.object");
        assertThat(failure.path("fullName").asText()).isEqualTo("Account.X__c");
        assertThat(failure.path("lineNumber").asInt()).isEqualTo(2);
    }

    @Test
    void shouldApplyNothingWhenOneComponentIsWrong() {
        // Given
        Map<String, String> files = new TreeMap<>(TestMetadata.project());
        files.put(
                "layouts/Case-Case Layout.layout",
                "<Layout><layoutSections><layoutColumns><layoutItems><field>Missing__c</field>"
                        + "</layoutItems></layoutColumns></layoutSections></Layout>");

        // When
        JsonNode result = client.deploy(files);

        // Then
        assertThat(result.at("/details/componentFailures/0/problem").asText())
                .contains("no CustomField named Case.Missing__c");
        assertThat(client.get("/sobjects/Incident__c/describe").status()).isEqualTo(404);
    }

    @Test
    void shouldOnlyTryWhenAskedToCheck() {
        // When
        JsonNode result = client.deploy(Client.zip(TestMetadata.project()), "{\"deployOptions\":{\"checkOnly\":true}}");

        // Then
        assertThat(result.path("success").asBoolean()).isTrue();
        assertThat(client.get("/sobjects/Incident__c/describe").status()).isEqualTo(404);
    }

    @Test
    void shouldUnwrapTheFolderTheCommandLineAdds() {
        // Given
        Map<String, String> wrapped = new TreeMap<>();
        TestMetadata.project().forEach((path, content) -> wrapped.put("zip/" + path, content));

        // When
        JsonNode result = client.deploy(wrapped);

        // Then
        assertThat(result.path("success").asBoolean()).isTrue();
    }

    @Test
    void shouldRefuseAnUnsupportedFunctionByName() {
        // When
        JsonNode result = client.deploy(
                Map.of(
                        "package.xml",
                        manifest("CustomObject", "Account"),
                        "objects/Account.object",
                        object(
                                "<validationRules><fullName>R</fullName><active>true</active><errorConditionFormula>"
                                        + "VLOOKUP(Name, \"x\")</errorConditionFormula><errorMessage>m</errorMessage></validationRules>")));

        // Then
        assertThat(result.at("/details/componentFailures/0/problem").asText())
                .isEqualTo("Function VLOOKUP is not supported by the local org");
    }

    @Test
    void shouldRefuseAPermissionOnAFieldThatDoesNotExist() {
        // When
        JsonNode result = client.deploy(
                Map.of(
                        "package.xml",
                        manifest("PermissionSet", "P"),
                        "permissionsets/P.permissionset",
                        "<PermissionSet><label>P</label><fieldPermissions><field>Case.Nope__c</field></fieldPermissions></PermissionSet>"));

        // Then
        assertThat(result.at("/details/componentFailures/0/problem").asText()).contains("Case.Nope__c");
    }

    @Test
    void shouldRefuseADescriptionThatDoesNotFit() {
        // When
        JsonNode result = client.deploy(Map.of(
                "package.xml",
                manifest("PermissionSet", "P"),
                "permissionsets/P.permissionset",
                "<PermissionSet><label>P</label><description>" + "long ".repeat(60)
                        + "</description></PermissionSet>"));

        // Then
        assertThat(result.path("success").asBoolean(true)).isFalse();
        assertThat(result.at("/details/componentFailures/0/fullName").asText()).isEqualTo("P");
        assertThat(result.at("/details/componentFailures/0/problem").asText()).contains("max length=255");
    }

    @Test
    void shouldNotReadOutsideTheZip() {
        // When
        JsonNode entity = client.deploy(
                Map.of(
                        "package.xml",
                        manifest("CustomObject", "Account"),
                        "objects/Account.object",
                        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><CustomObject><label>&e;</label></CustomObject>"));
        JsonNode escape = client.deploy(Map.of("../package.xml", manifest("CustomObject", "Account")));

        // Then
        assertThat(entity.path("success").asBoolean(true)).isFalse();
        assertThat(entity.toString()).doesNotContain("root:");
        assertThat(escape.at("/details/componentFailures/0/problem").asText()).contains("a path that leaves it");
    }

    @Test
    void shouldKeepRecordsWhenFieldsComeAndGo() {
        // Given
        client.deploy(accountField("One__c", "<type>Text</type><length>10</length>"));
        String id = client.create("Account", "{\"Name\":\"n\",\"One__c\":\"1\"}");
        client.deploy(accountField("Two__c", "<type>Text</type><length>10</length>"));
        client.patch("/sobjects/Account/" + id, "{\"Two__c\":\"2\"}");

        // When
        client.deploy(Map.of(
                "package.xml", "<Package/>", "destructiveChanges.xml", manifest("CustomField", "Account.One__c")));

        // Then
        assertThat(client.get("/sobjects/Account/" + id + "?fields=Two__c")
                        .body()
                        .path("Two__c")
                        .asText())
                .isEqualTo("2");
        assertThat(client.get("/sobjects/Account/" + id + "?fields=One__c").errorCode())
                .isEqualTo("INVALID_FIELD");
    }
}
