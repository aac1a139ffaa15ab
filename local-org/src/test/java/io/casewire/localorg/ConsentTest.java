package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentTest {
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

    private static String individual(String flags) {
        return client.create("Individual", "{\"LastName\":\"Owner\"" + flags + "}");
    }

    private static String contact(String email, String more) {
        return client.create("Contact", "{\"LastName\":\"Owner\",\"Email\":\"" + email + "\"" + more + "}");
    }

    private static JsonNode ask(String action, String person) {
        return client.get("/consent/action/" + action + "?ids=" + person).body();
    }

    private static String verdict(String action, String person) {
        return ask(action, person).path(person).path("proceed").path(action).asText();
    }

    @ParameterizedTest
    @CsvSource({
        "track, HasOptedOutTracking, trackResult, false",
        "profile, HasOptedOutProfiling, profileResult, false",
        "process, HasOptedOutProcessing, processResult, false",
        "solicit, HasOptedOutSolicit, solicitResult, false",
        "geotrack, HasOptedOutGeoTracking, geotrackResult, false",
        "shouldforget, ShouldForget, shouldForgetResult, true",
        "portability, SendIndividualData, portabilityResult, true",
        "storepiielsewhere, CanStorePiiElsewhere, storePIIElsewhereResult, true"
    })
    void shouldReadTheFlagsOfIndividuals(String action, String flag, String resultKey, String whenSet) {
        // Given
        String set = individual(",\"" + flag + "\":true");
        String unset = individual("");

        // When
        JsonNode answer = ask(action, set + "," + unset);

        // Then
        JsonNode proceed = answer.path(set).path("proceed");
        assertThat(answer.path(set).path("result").asText()).isEqualTo("Success");
        assertThat(proceed.path(action).isTextual()).isTrue();
        assertThat(proceed.path(action).asText()).isEqualTo(whenSet);
        assertThat(proceed.path(resultKey).asText()).isEqualTo("Success");
        assertThat(answer.path(unset).path("proceed").path(action).asText()).isNotEqualTo(whenSet);
    }

    @Test
    void shouldSayNoOfPeopleNobodyKnows() {
        // Then
        assertThat(verdict("email", "nobody@example.com")).isEqualTo("false");
        assertThat(verdict("track", "0PK000000000000AAA")).isEqualTo("false");
        assertThat(verdict("track", contact("without@example.com", ""))).isEqualTo("false");
    }

    @Test
    void shouldLetTheLeastPermissiveRecordOfAnAddressWin() {
        // Given
        String agreeing = contact("shared@example.com", "");
        boolean before = verdict("email", "shared@example.com").equals("true");
        client.create(
                "Lead",
                "{\"LastName\":\"Owner\",\"Company\":\"Works\",\"Email\":\"SHARED@example.com\",\"HasOptedOutOfEmail\":true}");

        // Then
        assertThat(before).isTrue();
        assertThat(verdict("email", "shared@example.com")).isEqualTo("false");
        assertThat(verdict("email", agreeing)).isEqualTo("true");
        assertThat(verdict("phone", "shared@example.com")).isEqualTo("true");
    }

    @Test
    void shouldReadConsentsOfContactPointTypesWithinTheirTime() {
        // Given
        String individual = individual("");
        String purpose = client.create("DataUsePurpose", "{\"Name\":\"Newsletter\"}");
        client.create(
                "ContactPointTypeConsent",
                "{\"Name\":\"no\",\"PartyId\":\"" + individual + "\",\"ContactPointType\":\"Email\","
                        + "\"PrivacyConsentStatus\":\"OptOut\",\"DataUsePurposeId\":\"" + purpose + "\","
                        + "\"EffectiveFrom\":\"2026-01-01T00:00:00Z\",\"EffectiveTo\":\"2026-02-01T00:00:00Z\"}");

        // When
        JsonNode within = client.get(
                        "/consent/action/email?ids=" + individual + "&datetime=2026-01-15T00:00:00Z&purpose=newsletter")
                .body();
        JsonNode after = client.get("/consent/action/email?ids=" + individual + "&datetime=2026-02-01T00:00:00Z")
                .body();
        JsonNode otherPurpose = client.get(
                        "/consent/action/email?ids=" + individual + "&datetime=2026-01-15T00:00:00Z&purpose=Billing")
                .body();

        // Then
        assertThat(within.path(individual).path("proceed").path("email").asText())
                .isEqualTo("false");
        assertThat(after.path(individual).path("proceed").path("email").asText())
                .isEqualTo("true");
        assertThat(otherPurpose.path(individual).path("proceed").path("email").asText())
                .isEqualTo("true");
    }

    @Test
    void shouldAnswerSeveralActionsAtOnce() {
        // Given
        String contact = contact("many@example.com", ",\"DoNotCall\":true");

        // When
        JsonNode proceed = client.get("/consent/multiaction?actions=mail,phone&ids=" + contact)
                .body()
                .path(contact)
                .path("proceed");

        // Then
        assertThat(proceed.toString())
                .isEqualTo(
                        "{\"mail\":\"true\",\"mailingResult\":\"Success\",\"phone\":\"false\",\"phoneResult\":\"Success\"}");
    }

    @Test
    void shouldSayWhatItDoesNotAnswer() {
        // When
        Client.Reply verbose = client.get("/consent/action/email?ids=a@example.com&verbose");
        Client.Reply write = client.patch("/consent/action/email?ids=a@example.com&status=optout", "{}");
        Client.Reply unknown = client.get("/consent/action/sing?ids=a@example.com");
        Client.Reply early = client.send("GET", "/services/data/v43.0/consent/action/email?ids=a@example.com", "");

        // Then
        assertThat(verbose.body().at("/0/message").asText())
                .isEqualTo("The Consent API of the local org does not answer verbose");
        assertThat(write.body().at("/0/message").asText()).contains("does not answer writing");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(early.status()).isEqualTo(404);
    }
}
