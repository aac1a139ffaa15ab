package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.http.Json;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static LocalOrg org;
    private static Client client;

    @BeforeAll
    static void start() {
        org = LocalOrg.start(LocalOrgOptions.defaults());
        client = Client.of(org);
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    @Test
    void shouldListVersionsWithoutLogin() {
        // When
        JsonNode versions =
                new Client(org.url()).send("GET", "/services/data/", "").body();

        // Then
        assertThat(versions.path(0).path("version").asText()).isEqualTo("41.0");
        assertThat(versions.path(24).path("label").asText()).isEqualTo("Winter '26");
        assertThat(versions.path(24).path("url").asText()).isEqualTo("/services/data/v65.0");
    }

    @Test
    void shouldRefuseRetiredAndUnknownVersions() {
        // When
        Client.Reply retired = client.send("GET", "/services/data/v30.0/limits", "");
        Client.Reply unknown = client.send("GET", "/services/data/v99.0/limits", "");

        // Then
        assertThat(retired.status()).isEqualTo(410);
        assertThat(unknown.status()).isEqualTo(404);
    }

    @Test
    void shouldAnswerWhatClientsWithPagesAskForFirst() {
        // Given
        client.deploy(Map.of(
                "package.xml",
                TestMetadata.manifest("CustomTab", "Incident__c"),
                "objects/Incident__c.object",
                TestMetadata.project().get("objects/Incident__c.object"),
                "tabs/Incident__c.tab",
                "<CustomTab><customObject>true</customObject><motif>Custom1: Heart</motif></CustomTab>"));

        // When
        JsonNode tabs = client.get("/tabs").body();
        JsonNode menu = client.get("/appMenu/AppSwitcher").body();
        JsonNode theme = client.get("/theme").body();
        JsonNode actions = client.get("/quickActions").body();
        Client.Reply views = client.get("/sobjects/Case/listviews");

        // Then
        assertThat(tabs).hasSize(1);
        assertThat(tabs.at("/0/sobjectName").asText()).isEqualTo("Incident__c");
        assertThat(menu.path("appMenuItems").isArray()).isTrue();
        assertThat(theme.path("themeItems").isArray()).isTrue();
        assertThat(actions.isArray()).isTrue();
        assertThat(views.status()).isEqualTo(404);
        assertThat(views.body().at("/0/message").asText()).contains("list views of Case");
    }

    @Test
    void shouldAnswerHead() {
        // When
        Client.Reply head = client.send("HEAD", Client.DATA + "/limits", "");

        // Then
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.raw().headers().firstValue("Sforce-Limit-Info")).isPresent();
        assertThat(head.raw().body()).isEmpty();
    }

    @Test
    void shouldNameWhatItDoesNotAnswer() {
        // When
        Client.Reply gap = client.get("/jobs/other");
        Client.Reply method = client.send("PUT", "/services/data/v62.0/limits", "");

        // Then
        assertThat(gap.status()).isEqualTo(404);
        assertThat(gap.body().at("/0/message").asText())
                .isEqualTo("The requested resource does not exist: the local org does not answer GET"
                        + " /services/data/v62.0/jobs/other");
        assertThat(method.status()).isEqualTo(405);
    }

    @Test
    void shouldCountCallsAndRefuseThoseBeyondTheLimit() {
        // Given
        try (LocalOrg small = LocalOrg.start(LocalOrgOptions.defaults().withDailyApiLimit(2))) {
            small.setup().change(Json.object().put("limitsLagSeconds", 0));
            Client caller = Client.of(small);

            // When
            Client.Reply first = caller.get("/limits");
            Client.Reply second = caller.get("/sobjects/Account/describe");
            Client.Reply third = caller.get("/limits");

            // Then
            assertThat(first.header("Sforce-Limit-Info")).isEqualTo("api-usage=1/2");
            assertThat(first.raw().headers().map()).containsKey("Sforce-Limit-Info");
            assertThat(first.body().at("/DailyApiRequests/Remaining").asInt()).isEqualTo(1);
            assertThat(second.header("Sforce-Limit-Info")).isEqualTo("api-usage=2/2");
            assertThat(third.status()).isEqualTo(403);
            assertThat(third.errorCode()).isEqualTo("REQUEST_LIMIT_EXCEEDED");
        }
    }

    @Test
    void shouldDescribeAnObjectWithItsFields() {
        // When
        JsonNode body = client.get("/sobjects/case/describe/").body();
        JsonNode status = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        for (JsonNode field : body.path("fields")) {
            status = field.path("name").asText().equals("Status") ? field : status;
        }

        // Then
        assertThat(body.path("keyPrefix").asText()).isEqualTo("500");
        assertThat(body.path("childRelationships")).isNotEmpty();
        assertThat(status.path("type").asText()).isEqualTo("picklist");
        assertThat(status.at("/picklistValues/0/value").asText()).isEqualTo("New");
        assertThat(client.get("/sobjects").body().path("sobjects")).hasSizeGreaterThan(15);
        assertThat(client.get("/sobjects/Nothing/describe").status()).isEqualTo(404);
    }

    @Test
    void shouldWitnessEveryCall() {
        // When
        String id = client.create("Account", "{\"Name\":\"Witness\"}");

        // Then
        assertThat(org.requestLog().entries()).last().satisfies(entry -> {
            assertThat(entry.user()).isEqualTo(LocalOrg.INTEGRATION_USERNAME);
            assertThat(entry.path()).isEqualTo("/services/data/v62.0/sobjects/Account");
            assertThat(entry.object()).isEqualTo("Account");
            assertThat(entry.rows()).isEqualTo(1);
            assertThat(entry.status()).isEqualTo(201);
            assertThat(entry.committed()).isNotNull();
        });
        assertThat(id).isNotEmpty();
    }
}
