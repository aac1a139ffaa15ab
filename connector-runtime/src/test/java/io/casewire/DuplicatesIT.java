package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code duplicates: block | allowSave} of a mapping, in an org whose duplicate rules are on. */
class DuplicatesIT {
    private static final String FIELD =
            """
            <CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>Key__c</fullName>\
            <label>Key</label><type>Text</type><length>255</length><unique>true</unique>\
            <externalId>true</externalId></CustomField>
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldSaveADuplicateOnlyWhereTheMappingAllowsIt() throws Exception {
        // Given: two mappings that make the same Lead, and the org has it
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        Path content = TestContent.shipped()
                .with("mappings/lead-strict.yaml", lead("lead-strict", "block"))
                .with("mappings/lead-lax.yaml", lead("lead-lax", "allowSave"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"))) {
            org.deploy(metadata());
            org.create("Lead", Map.of("LastName", "Plant manager", "Company", "Plant", "Email", "plant@example.com"));
            org.control("settings", "{\"duplicateRules\": true}");
            try (ConnectorProcess connector =
                    new ConnectorProcess(folder, content, Map.of("org", TestOrg.settings(port)))) {
                connector.awaitReady();

                // When
                try (Telemetry machines = new Telemetry(connector.mqtt())) {
                    machines.publish("press", true);
                }

                // Then
                await().atMost(ConnectorProcess.PATIENCE)
                        .untilAsserted(() -> assertThat(org.query("SELECT Key__c FROM Lead WHERE Key__c != null"))
                                .singleElement()
                                .satisfies(lead ->
                                        assertThat(lead.path("Key__c").asText()).startsWith("lead-lax|")));
                assertThat(connector.awaitFinding("ORG-003").path("what").asText())
                        .contains("DUPLICATES_DETECTED");
                connector.awaitIdleAfter(Duration.ofSeconds(1));
                assertThat(org.query("SELECT Id FROM Lead")).hasSize(2);
            }
        }
    }

    private static String lead(String name, String duplicates) {
        return """
                apiVersion: casewire.io/v1
                kind: Mapping
                name: %s
                from: decision
                on: [opened]
                target: { object: Lead, externalId: Key__c, key: '"%s|" + .episode.key' }
                duplicates: %s
                fields:
                  - { target: LastName, from: '"Plant manager"', write: create }
                  - { target: Company, from: '"Plant"', write: create }
                  - { target: Email, from: '"plant@example.com"', write: create }
                """
                .formatted(name, name, duplicates);
    }

    private Path metadata() throws Exception {
        Path root = folder.resolve("metadata");
        Path field = root.resolve("objects/Lead/fields/Key__c.field-meta.xml");
        Files.createDirectories(Objects.requireNonNull(field.getParent()));
        Files.writeString(field, FIELD);
        return root;
    }
}
