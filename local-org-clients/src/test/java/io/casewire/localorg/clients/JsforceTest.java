package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.JSFORCE;
import static io.casewire.localorg.clients.Texts.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.oauth.Login;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each test runs one script of {@code src/test/npm/jsforce}, which prints what jsforce made of the answers. */
class JsforceTest {
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
            endpoint = {TOKEN_CLIENT_CREDENTIALS, TOKEN_JWT, RESOURCES, IDENTITY, REVOKE})
    void shouldLogInAndOut() {
        // When
        JsonNode result = SCRIPTS.run(
                "login",
                Map.of(
                        "ORG_JWT_CLIENT",
                        OrgExtension.JWT_CLIENT,
                        "ORG_KEY",
                        TestKeys.get().pem().toString()));

        // Then
        assertThat(result.at("/identity/username").asText()).isEqualTo(LocalOrg.INTEGRATION_USERNAME);
        assertThat(result.at("/identity/organization_id").asText())
                .isEqualTo(ORG.org().orgId());
        assertThat(result.at("/user/organizationId").asText())
                .isEqualTo(ORG.org().orgId());
        assertThat(result.at("/user/id")).isEqualTo(result.at("/identity/user_id"));
        assertThat(result.at("/afterLogout/errorCode").asText()).isEqualTo("INVALID_SESSION_ID");
        assertThat(result.at("/jwtUser/id")).isEqualTo(result.at("/identity/user_id"));
        assertThat(result.path("organization").asText()).isEqualTo(ORG.org().orgId());
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {SOAP_LOGIN, TOKEN_PASSWORD, TOKEN_REFRESH})
    void shouldLogInWithAPassword() {
        // When
        JsonNode result = SCRIPTS.run(
                "passwords", Map.of("ORG_USERNAME", LocalOrg.INTEGRATION_USERNAME, "ORG_PASSWORD", Login.PASSWORD));

        // Then
        assertThat(result.at("/soapUser/organizationId").asText())
                .startsWith(ORG.org().orgId().substring(0, 15));
        assertThat(result.path("organization").asText()).isEqualTo(ORG.org().orgId());
        assertThat(result.at("/passwordUser/id")).isEqualTo(result.at("/soapUser/id"));
        assertThat(result.path("refreshed").asText()).isEqualTo(ORG.org().orgId());
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {VERSIONS, LIMITS, SOBJECTS, DESCRIBE})
    void shouldDiscoverTheOrg() {
        // When
        JsonNode result = SCRIPTS.run("discover");

        // Then
        assertThat(result.path("versions")).map(JsonNode::asText).contains("62.0");
        assertThat(result.at("/limits/DailyApiRequests/Max").asInt()).isEqualTo(100_000);
        assertThat(result.at("/usage/limit").asInt()).isEqualTo(100_000);
        assertThat(result.path("objects")).map(JsonNode::asText).contains("Account", "Signal__e");
        assertThat(result.at("/key/externalId").asBoolean()).isTrue();
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {CREATE, RETRIEVE, UPDATE, UPSERT, DELETE})
    void shouldWriteAndReadSingleRecords() {
        // When
        JsonNode result = SCRIPTS.run("records");

        // Then
        assertThat(result.at("/created/success").asBoolean()).isTrue();
        assertThat(result.at("/read/Name").asText()).isEqualTo("One");
        assertThat(result.at("/updated/success").asBoolean()).isTrue();
        assertThat(result.at("/changed/Phone").asText()).isEqualTo("030 1");
        assertThat(result.at("/inserted/created").asBoolean()).isTrue();
        assertThat(result.at("/upserted/created").asBoolean(true)).isFalse();
        assertThat(result.at("/second/Key__c").asText()).isEqualTo("key 1+2");
        assertThat(result.at("/second/Name").asText()).isEqualTo("Second");
        assertThat(result.at("/destroyed/success").asBoolean()).isTrue();
        assertThat(result.at("/gone/errorCode").asText()).isEqualTo("ENTITY_IS_DELETED");
        assertThat(result.at("/nameless/errorCode").asText()).isEqualTo("REQUIRED_FIELD_MISSING");
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {COLLECTION_CREATE, COLLECTION_UPDATE, COLLECTION_UPSERT, COLLECTION_RETRIEVE, COLLECTION_DELETE
            })
    void shouldWriteAndReadArraysOfRecords() {
        // When
        JsonNode result = SCRIPTS.run("collections");

        // Then
        assertThat(texts(result.path("created"), "success")).containsExactly("true", "true", "false");
        assertThat(result.at("/created/2/errors/0/errorCode").asText()
                        + result.at("/created/2/errors/0/statusCode").asText())
                .isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(texts(result.path("updated"), "success")).containsExactly("true", "true");
        assertThat(texts(result.path("upserted"), "created")).containsExactly("false", "true");
        assertThat(texts(result.path("read"), "Name")).containsExactly("C 1 again", "C 2");
        assertThat(texts(result.path("read"), "Phone")).containsExactly("030 2", "030 2");
        assertThat(texts(result.path("destroyed"), "success")).containsExactly("true", "true");
        assertThat(result.path("many").asInt()).isEqualTo(201);
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {QUERY, QUERY_MORE, QUERY_ALL})
    void shouldQueryPageByPage() {
        // When
        JsonNode result = SCRIPTS.run("queries");

        // Then
        assertThat(result.path("totalSize").asInt()).isEqualTo(450);
        assertThat(texts(result.path("pages"), "size")).containsExactly("200", "200", "50");
        assertThat(texts(result.path("pages"), "done")).containsExactly("false", "false", "true");
        assertThat(result.path("all").asInt()).isEqualTo(450);
        assertThat(result.at("/found/0/Phone").asText()).isEqualTo("7");
        assertThat(result.path("deleted").asInt()).isEqualTo(1);
        assertThat(result.at("/malformed/errorCode").asText()).isEqualTo("MALFORMED_QUERY");
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {SEARCH, PARAMETERIZED_SEARCH, BASIC, RECENT, UPDATED, DELETED})
    void shouldSearchAndListWhatChanged() {
        // When
        JsonNode result = SCRIPTS.run("search");

        // Then
        String id = result.path("id").asText();
        assertThat(texts(result.at("/found/searchRecords"), "Id")).containsExactly(id);
        assertThat(texts(result.at("/parameterized/searchRecords"), "Id")).containsExactly(id);
        assertThat(result.path("recent").isArray()).isTrue();
        assertThat(texts(result.path("recentAll"), "Id")).startsWith(id);
        assertThat(result.at("/updated/ids")).map(JsonNode::asText).contains(id);
        assertThat(texts(result.at("/deleted/deletedRecords"), "id")).contains(id);
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {
                INGEST_CREATE,
                INGEST_UPLOAD,
                INGEST_CLOSE,
                INGEST_JOB,
                INGEST_SUCCESSFUL,
                INGEST_FAILED,
                INGEST_UNPROCESSED,
                INGEST_DELETE,
                BULK_QUERY_CREATE,
                BULK_QUERY_JOB,
                BULK_QUERY_RESULTS
            })
    void shouldLoadAndQueryInBulk() {
        // When
        JsonNode result = SCRIPTS.run("bulk2");

        // Then
        assertThat(texts(result.at("/loaded/successfulResults"), "Name")).containsExactly("Bulk, \"one\"");
        assertThat(texts(result.at("/loaded/failedResults"), "sf__Error"))
                .singleElement()
                .asString()
                .contains("REQUIRED_FIELD_MISSING");
        assertThat(texts(result.at("/upserted/successfulResults"), "sf__Created"))
                .containsExactly("true", "true");
        assertThat(result.path("abortedState").asText()).isEqualTo("Aborted");
        assertThat(texts(result.path("records"), "Name")).containsExactly("Bulk 1", "Bulk 2", "Bulk, \"one\"");
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {COMPOSITE, COMPOSITE_BATCH, COMPOSITE_TREE, COMPOSITE_GRAPH})
    void shouldSendComposites() {
        // When
        JsonNode result = SCRIPTS.run("composite");

        // Then
        assertThat(texts(result.at("/composite/compositeResponse"), "httpStatusCode"))
                .containsExactly("201", "200");
        assertThat(texts(result.at("/batch/results"), "statusCode")).containsExactly("201", "200");
        assertThat(result.at("/tree/hasErrors").asBoolean(true)).isFalse();
        assertThat(texts(result.at("/tree/results"), "referenceId")).containsExactly("a", "c");
        assertThat(result.at("/graph/graphs/0/isSuccessful").asBoolean()).isTrue();
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {FLOWS, FLOW, FLOW_CALL})
    void shouldCallAFlow() {
        // When
        JsonNode result = SCRIPTS.run("flows");

        // Then
        assertThat(result.path("names")).map(JsonNode::asText).containsExactly("Twice");
        assertThat(result.path("inputs")).map(JsonNode::asText).containsExactly("value");
        assertThat(result.path("values")).allMatch(JsonNode::isNumber);
        assertThat(result.path("values")).map(JsonNode::asInt).containsExactly(4, 6);
    }

    @Test
    @Covers(
            client = JSFORCE,
            endpoint = {CONSENT, CONSENTS})
    void shouldAskForConsent() {
        // When
        JsonNode result = SCRIPTS.run("consent");

        // Then
        assertThat(result.path("email").asText()).isEqualTo("string");
        assertThat(result.path("many").properties())
                .extracting(Map.Entry::getKey)
                .contains("email", "phone");
    }
}
