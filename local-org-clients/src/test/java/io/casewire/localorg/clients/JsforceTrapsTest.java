package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.TrappedOrg.assertFallsOver;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.oauth.Login;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What jsforce falls over, and the local org does not do. */
class JsforceTrapsTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    @BeforeAll
    static void requireClient() {
        NpmClients.require();
    }

    private static JsonNode run(TrappedOrg org, String scenario) {
        return JsforceScripts.run(
                org.url(),
                org.accessToken(),
                scenario,
                Map.of("ORG_USERNAME", LocalOrg.INTEGRATION_USERNAME, "ORG_PASSWORD", Login.PASSWORD));
    }

    @Test
    void shouldReadEnvelopesWithAPrefixOnly() throws Exception {
        assertFallsOver(Trap.SOAP_PREFIX, ORG.org(), org -> assertThat(run(org, "list"))
                .map(JsonNode::asText)
                .contains("Signal__e"));
    }

    @Test
    void shouldRefuseSoapWithATokenThatLooksLikeAJwt() throws Exception {
        assertFallsOver(Trap.JWT_TOKENS, ORG.org(), org -> assertThat(run(org, "list"))
                .map(JsonNode::asText)
                .contains("Signal__e"));
    }

    @Test
    void shouldReadABulkQueryToTheLocatorNull() throws Exception {
        assertFallsOver(Trap.NO_LAST_LOCATOR, ORG.org(), org -> run(org, "bulk2"));
    }

    @Test
    void shouldTakeALocatorForTheLastSegment() throws Exception {
        assertFallsOver(Trap.SLASH_IN_LOCATOR, ORG.org(), org -> run(org, "queries"));
    }

    @Test
    void shouldExpectRowsThatFailInAnAnswerOfSuccess() throws Exception {
        assertFallsOver(Trap.PARTIAL_FAILURE_IS_AN_ERROR, ORG.org(), org -> run(org, "collections"));
    }

    @Test
    void shouldBeRefusedALoginBySoapFrom65On() throws Exception {
        assertFallsOver(Trap.SOAP_LOGIN_FOR_EVER, ORG.org(), org -> run(org, "login65"));
    }

    @Test
    void shouldReadAListOfWhatFlowsAnswer() throws Exception {
        assertFallsOver(Trap.WRAPPED_ACTIONS, ORG.org(), org -> run(org, "flows"));
    }

    @Test
    void shouldReadVerdictsOfConsentAsTexts() throws Exception {
        assertFallsOver(Trap.CONSENT_AS_BOOLEANS, ORG.org(), org -> assertThat(
                        run(org, "consent").path("email").asText())
                .isEqualTo("string"));
    }

    @Test
    void shouldWriteConsentsWithoutSayingHowTheyWereCaptured() throws Exception {
        assertFallsOver(Trap.CAPTURE_IS_REQUIRED, ORG.org(), org -> assertThat(
                        run(org, "consent").at("/consent/success").asBoolean())
                .isTrue());
    }

    /** So a test that makes the org fail has to ask the org, and not jsforce, whether it did. */
    @Test
    void shouldHideAFailureByAskingAgain() throws Exception {
        // Given
        HttpRequest fault = HttpRequest.newBuilder(URI.create(ORG.org().url() + "/local-org/faults"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"kind\":\"error\",\"endpoint\":\"/limits\","
                        + "\"errorCode\":\"SERVER_UNAVAILABLE\",\"times\":1}"))
                .build();
        HttpClient.newHttpClient().send(fault, HttpResponse.BodyHandlers.discarding());
        long seen = ORG.org().requestLog().entries().size();

        // When
        JsforceScripts.run(ORG.org().url(), ORG.org().accessToken(), "discover", Map.of());

        // Then
        assertThat(ORG.org().requestLog().entries().stream()
                        .skip(seen)
                        .filter(entry -> entry.path().endsWith("/limits"))
                        .map(RequestLog.Entry::status))
                .containsExactly(503, 200);
    }
}
