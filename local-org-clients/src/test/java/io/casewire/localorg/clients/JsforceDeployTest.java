package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.JSFORCE;
import static io.casewire.localorg.clients.Texts.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each test runs one script of {@code src/test/npm/jsforce}, which prints what jsforce made of the answers. */
class JsforceDeployTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    private static final JsforceScripts SCRIPTS = new JsforceScripts(ORG);

    @BeforeAll
    static void requireClient() {
        NpmClients.require();
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {DEPLOY, DEPLOY_STATUS})
    void shouldDeployByRest(@TempDir Path folder) throws Exception {
        // Given
        Path zip = Files.write(folder.resolve("metadata.zip"), TestMetadata.zip());

        // When
        JsonNode result = SCRIPTS.run("deploy", Map.of("ORG_ZIP", zip.toString()));

        // Then
        assertThat(result.path("success").asBoolean()).isTrue();
        assertThat(result.path("status").asText()).isEqualTo("Succeeded");
        assertThat(texts(result.at("/details/componentSuccesses"), "fullName")).contains("Account.Key__c", "Signal__e");
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {SOAP_DESCRIBE, SOAP_LIST, SOAP_DEPLOY, SOAP_DEPLOY_STATUS})
    void shouldDeployBySoap(@TempDir Path folder) throws Exception {
        // Given
        Path zip = Files.write(folder.resolve("metadata.zip"), TestMetadata.zip());

        // When
        JsonNode result = SCRIPTS.run("metadata", Map.of("ORG_ZIP", zip.toString()));

        // Then
        assertThat(result.path("types")).map(JsonNode::asText).contains("CustomObject");
        assertThat(result.path("objects")).map(JsonNode::asText).contains("Signal__e");
        assertThat(result.at("/deployed/success").asBoolean()).isTrue();
        assertThat(texts(result.at("/deployed/details/componentSuccesses"), "fullName"))
                .contains("Account.Key__c", "Signal__e");
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {SOAP_RETRIEVE, SOAP_RETRIEVE_STATUS})
    void shouldRetrieveBySoap() {
        // When
        JsonNode result = SCRIPTS.run("retrieve");

        // Then
        assertThat(result.path("success").asBoolean()).isTrue();
        assertThat(result.path("zip").asInt()).isPositive();
    }
}
