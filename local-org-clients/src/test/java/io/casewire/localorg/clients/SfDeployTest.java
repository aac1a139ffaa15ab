package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.SF;
import static io.casewire.localorg.clients.Texts.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SfDeployTest {
    private static final Map<String, String> BY_REST = Map.of("SF_ORG_METADATA_REST_DEPLOY", "true");

    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    @TempDir
    private static Path home;

    @TempDir
    private static Path folder;

    private static SfCli sf;

    @BeforeAll
    static void logIn() throws IOException {
        NpmClients.require();
        Files.writeString(folder.resolve("sfdx-project.json"), "{\"packageDirectories\":[{\"path\":\"force-app\"}]}");
        Files.createDirectory(folder.resolve("force-app"));
        sf = new SfCli(home, folder);
        sf.logInByToken(ORG.org());
    }

    private static String field(String name) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
                    <fullName>%s</fullName>
                    <label>Field</label>
                    <length>20</length>
                    <type>Text</type>
                </CustomField>
                """
                .formatted(name);
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {DEPLOY, DEPLOY_STATUS})
    void shouldDeployByRest() {
        // When
        JsonNode result = sf.run(
                BY_REST, "project deploy start", "--metadata-dir", TestMetadata.FOLDER.toString(), "--wait", "1");

        // Then
        assertThat(result.path("status").asText()).isEqualTo("Succeeded");
        assertThat(result.path("success").asBoolean()).isTrue();
        assertThat(texts(result.at("/details/componentSuccesses"), "fullName")).contains("Account.Key__c", "Signal__e");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {DEPLOY, DEPLOY_STATUS})
    void shouldDeploySourceByRest() throws IOException {
        // Given
        Path fields = Files.createDirectories(folder.resolve("force-app/source/objects/Contact/fields"));
        Files.writeString(fields.resolve("Nick_Name__c.field-meta.xml"), field("Nick_Name__c"));

        // When
        JsonNode result = sf.run(BY_REST, "project deploy start", "--source-dir", "force-app/source", "--wait", "1");

        // Then
        assertThat(result.path("status").asText()).isEqualTo("Succeeded");
        assertThat(texts(result.path("files"), "fullName")).contains("Contact.Nick_Name__c");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {SOAP_DEPLOY, SOAP_DEPLOY_STATUS})
    void shouldDeployBySoap() {
        // When
        JsonNode result =
                sf.run("project deploy start", "--metadata-dir", TestMetadata.FOLDER.toString(), "--wait", "1");

        // Then
        assertThat(result.path("status").asText()).isEqualTo("Succeeded");
        assertThat(texts(result.at("/details/componentSuccesses"), "fullName")).contains("Account.Key__c", "Signal__e");
    }

    @Test
    void shouldSayWhyADeployIsRefused() throws IOException {
        // Given
        Path fields = Files.createDirectories(folder.resolve("force-app/refused/objects/Contact/fields"));
        Files.writeString(
                fields.resolve("Bad__c.field-meta.xml"), field("Bad__c").replace(">Text<", ">Nothing<"));

        // When
        ClientProcess deploy =
                sf.print("project deploy start", "--source-dir", "force-app/refused", "--wait", "1", "--json");

        // Then
        assertThat(deploy.exitCode()).isEqualTo(1);
        assertThat(deploy.json().at("/result/status").asText()).isEqualTo("Failed");
        assertThat(texts(deploy.json().at("/result/details/componentFailures"), "fullName"))
                .containsExactly("Contact.Bad__c");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {SOAP_RETRIEVE, SOAP_RETRIEVE_STATUS})
    void shouldRetrieveBySoap() {
        // When
        sf.run("project retrieve start", "--metadata", "CustomObject:Signal__e", "--wait", "1");

        // Then
        assertThat(folder.resolve("force-app/main/default/objects/Signal__e/fields/Device__c.field-meta.xml"))
                .content()
                .contains("<length>80</length>");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {SOAP_DESCRIBE, SOAP_LIST})
    void shouldListMetadata() {
        // When
        JsonNode types = sf.run("org list metadata-types");
        JsonNode objects = sf.run("org list metadata", "--metadata-type", "CustomObject");

        // Then
        assertThat(texts(types.path("metadataObjects"), "xmlName")).contains("CustomObject");
        assertThat(texts(objects, "fullName")).contains("Signal__e");
    }
}
