package io.casewire.localorg;

import static io.casewire.localorg.TestMetadata.field;
import static io.casewire.localorg.TestMetadata.manifest;
import static io.casewire.localorg.TestMetadata.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomMetadataTest {
    private static final String VALUES =
            "SELECT DeveloperName, MasterLabel, Torque__c, Active__c, Note__c FROM Limit__mdt";

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

    private static Map<String, String> type() {
        Map<String, String> files = new TreeMap<>();
        files.put("package.xml", manifest("CustomObject", "Limit__mdt"));
        files.put(
                "objects/Limit__mdt.object",
                object("<label>Limit</label><pluralLabel>Limits</pluralLabel><visibility>Public</visibility>"
                        + field(
                                "Torque__c",
                                "<type>Number</type><precision>6</precision><scale>1</scale>"
                                        + "<fieldManageability>DeveloperControlled</fieldManageability>")
                        + field("Active__c", "<type>Checkbox</type><defaultValue>false</defaultValue>")
                        + field("Note__c", "<type>Text</type><length>20</length>")));
        return files;
    }

    private static String record(String values) {
        return "<CustomMetadata xmlns=\"http://soap.sforce.com/2006/04/metadata\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n<label>Default limit</label>\n"
                + "<protected>false</protected>\n" + values + "</CustomMetadata>";
    }

    private static String value(String name, String value) {
        return "<values><field>" + name + "</field><value xsi:type=\"xsd:string\">" + value + "</value></values>\n";
    }

    private static Map<String, String> withRecord(String values) {
        Map<String, String> files = type();
        files.put("customMetadata/Limit.Default.md", record(values));
        return files;
    }

    @Test
    void shouldBeDeployedAndReadAsRows() {
        // When
        JsonNode first = client.deploy(
                withRecord(value("Torque__c", "71.5") + value("Active__c", "true") + value("Note__c", "as delivered")));
        JsonNode row = client.query(VALUES).body().path("records");
        JsonNode second = client.deploy(withRecord(value("Torque__c", "80")));
        JsonNode changed = client.query(VALUES).body().path("records");

        // Then
        assertThat(first.path("success").asBoolean()).as(first.toString()).isTrue();
        assertThat(row).hasSize(1);
        assertThat(row.at("/0/DeveloperName").asText()).isEqualTo("Default");
        assertThat(row.at("/0/MasterLabel").asText()).isEqualTo("Default limit");
        assertThat(row.at("/0/Torque__c").asDouble()).isEqualTo(71.5);
        assertThat(row.at("/0/Active__c").asBoolean()).isTrue();
        assertThat(row.at("/0/Note__c").asText()).isEqualTo("as delivered");
        assertThat(second.path("success").asBoolean()).as(second.toString()).isTrue();
        assertThat(changed).hasSize(1);
        assertThat(changed.at("/0/Torque__c").asDouble()).isEqualTo(80);
        assertThat(changed.at("/0/Note__c").isNull()).isTrue();
    }

    @Test
    void shouldGoWithItsComponent() {
        // Given
        client.deploy(withRecord(value("Torque__c", "71")));

        // When
        JsonNode deleted = client.deploy(Map.of(
                "package.xml",
                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><version>62.0</version></Package>",
                "destructiveChanges.xml",
                manifest("CustomMetadata", "Limit.Default")));

        // Then
        assertThat(deleted.path("success").asBoolean()).as(deleted.toString()).isTrue();
        assertThat(client.query(VALUES).body().path("records")).isEmpty();
    }

    @Test
    void shouldGoWithItsType() {
        // Given
        client.deploy(withRecord(value("Torque__c", "71")));

        // When
        JsonNode deleted = client.deploy(Map.of(
                "package.xml",
                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><version>62.0</version></Package>",
                "destructiveChanges.xml",
                manifest("CustomObject", "Limit__mdt")));
        JsonNode again = client.deploy(type());

        // Then
        assertThat(deleted.path("success").asBoolean()).as(deleted.toString()).isTrue();
        assertThat(again.path("success").asBoolean()).as(again.toString()).isTrue();
        assertThat(client.query(VALUES).body().path("records")).isEmpty();
    }

    @Test
    void shouldStayAsItIsWhenADeployDoesNotChangeIt() {
        // Given
        String query = "SELECT Id, Torque__c, SystemModstamp FROM Limit__mdt";
        client.deploy(withRecord(value("Torque__c", "71")));
        JsonNode before = client.query(query).body().path("records");

        // When
        org.advance(Duration.ofSeconds(1));
        client.deploy(withRecord(value("Torque__c", "71")));

        // Then
        assertThat(client.query(query).body().path("records")).hasSize(1).isEqualTo(before);
    }

    @Test
    void shouldRefuseATypeThatItsRecordsDoNotFitAnyMore() {
        // Given
        client.deploy(withRecord(value("Note__c", "as delivered")));
        Map<String, String> narrower = type();
        narrower.replaceAll((path, xml) -> xml.replace("<length>20</length>", "<length>5</length>"));

        // When
        JsonNode result = client.deploy(narrower);

        // Then
        JsonNode failure = result.at("/details/componentFailures/0");
        assertThat(result.path("success").asBoolean()).isFalse();
        assertThat(failure.path("fileName").asText()).isEqualTo("customMetadata/Limit.Default.md");
        assertThat(failure.path("problem").asText()).contains("data value too large");
        assertThat(client.query(VALUES).body().at("/records/0/Note__c").asText())
                .isEqualTo("as delivered");
    }

    @Test
    void shouldNotBeWrittenByClients() {
        // Given
        client.deploy(type());

        // When
        Client.Reply created = client.post("/sobjects/Limit__mdt", "{\"MasterLabel\":\"mine\"}");

        // Then
        assertThat(created.errorCode()).isEqualTo("INSUFFICIENT_ACCESS_OR_READONLY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Limit.Default | Speed__c | 1 | In field: field - no CustomField named Limit__mdt.Speed__c found",
                "Limit.Default | Note__c | more than twenty letters | f: data value too large: more than twenty letters (max length=20)",
                "Bound.Default | Note__c | x | No custom metadata type found for Bound.Default (Type.Record is its name)"
            })
    void shouldSayWhatIsWrong(String name, String field, String value, String problem) {
        // Given
        Map<String, String> files = type();
        files.put("customMetadata/" + name + ".md", record(value(field, value)));

        // When
        JsonNode result = client.deploy(files);

        // Then
        JsonNode failure = result.at("/details/componentFailures/0");
        assertThat(result.path("success").asBoolean()).isFalse();
        assertThat(failure.path("fileName").asText()).isEqualTo("customMetadata/" + name + ".md");
        assertThat(failure.path("problem").asText()).endsWith(problem.replaceFirst("^f: ", ": "));
    }

    @Test
    void shouldOutliveARestart(@TempDir Path folder) {
        // Given
        try (LocalOrg first = LocalOrg.start(LocalOrgOptions.defaults().withDataFolder(folder))) {
            Client.of(first).deploy(withRecord(value("Torque__c", "71")));
        }

        // When
        try (LocalOrg second = LocalOrg.start(LocalOrgOptions.defaults().withDataFolder(folder))) {
            JsonNode rows = Client.of(second).query(VALUES).body().path("records");

            // Then
            assertThat(rows.at("/0/Torque__c").asDouble()).isEqualTo(71);
        }
    }
}
