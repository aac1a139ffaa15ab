package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.SF;
import static io.casewire.localorg.clients.Texts.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.LocalOrg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SfOrgTest {
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
        Files.writeString(folder.resolve("sfdx-project.json"), "{\"packageDirectories\":[{\"path\":\".\"}]}");
        sf = new SfCli(home, folder);
        sf.logInByToken(ORG.org());
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {USERINFO, RETRIEVE, VERSIONS, QUERY})
    void shouldLogInByAccessToken(@TempDir Path own) {
        // When
        JsonNode result = new SfCli(own, folder).logInByToken(ORG.org());

        // Then
        assertThat(result.path("orgId").asText()).isEqualTo(ORG.org().orgId());
        assertThat(result.path("username").asText()).isEqualTo(LocalOrg.INTEGRATION_USERNAME);
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {TOKEN_JWT, RESOURCES})
    void shouldLogInByJwt(@TempDir Path own) {
        // Given
        SfCli other = new SfCli(own, folder);

        // When
        JsonNode login = other.run(
                "org login jwt",
                "--client-id",
                OrgExtension.JWT_CLIENT,
                "--jwt-key-file",
                TestKeys.get().pem().toString(),
                "--username",
                LocalOrg.INTEGRATION_USERNAME,
                "--instance-url",
                ORG.org().url());
        JsonNode display = other.run("org display", "--target-org", LocalOrg.INTEGRATION_USERNAME);

        // Then
        assertThat(login.path("orgId").asText()).isEqualTo(ORG.org().orgId());
        assertThat(display.path("connectedStatus").asText()).isEqualTo("Connected");
    }

    @Test
    @Covers(client = SF, endpoint = RESOURCES)
    void shouldDisplayTheOrg() {
        // When
        JsonNode result = sf.run("org display");

        // Then
        assertThat(result.path("id").asText()).isEqualTo(ORG.org().orgId());
        assertThat(result.path("connectedStatus").asText()).isEqualTo("Connected");
        assertThat(result.path("apiVersion").asText()).isEqualTo("65.0");
    }

    @Test
    @Covers(client = SF, endpoint = LIMITS)
    void shouldListLimits() {
        // When
        JsonNode result = sf.run("org list limits");

        // Then
        assertThat(texts(result, "name")).contains("DailyApiRequests");
    }

    @Test
    @Covers(
            client = SF,
            endpoint = {SOBJECTS, DESCRIBE})
    void shouldListAndDescribeObjects() {
        // When
        JsonNode all = sf.run("sobject list", "--sobject", "all");
        JsonNode account = sf.run("sobject describe", "--sobject", "Account");

        // Then
        assertThat(all).map(JsonNode::asText).contains("Account", "Signal__e");
        assertThat(texts(account.path("fields"), "name")).contains("Key__c");
    }

    @Test
    @Covers(client = SF, endpoint = COMPOSITE)
    void shouldCallAnyPath() {
        // Given
        String body = "{\"compositeRequest\":[{\"method\":\"GET\",\"url\":\"/services/data/v62.0/limits\","
                + "\"referenceId\":\"limits\"}]}";

        // When
        ClientProcess answer =
                sf.print("api request rest", "/services/data/v62.0/composite", "--method", "POST", "--body", body);

        // Then
        assertThat(answer.requireSuccess().out()).contains("DailyApiRequests");
    }
}
