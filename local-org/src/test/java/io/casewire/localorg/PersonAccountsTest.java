package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.schema.PersonAccounts;
import io.casewire.localorg.schema.Schema;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersonAccountsTest {
    private static final String OWNER =
            "{\"FirstName\":\"First\",\"LastName\":\"Owner\",\"PersonEmail\":\"owner@example.com\"}";

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

    private static void enable(Client client) {
        assertThat(client.send("POST", "/local-org/person-accounts", "").status())
                .isEqualTo(200);
    }

    private JsonNode read(String object, String id) {
        return client.get("/sobjects/" + object + "/" + id).body();
    }

    @Test
    void shouldBeUnknownUntilTheyAreEnabled() {
        // When
        Client.Reply reply = client.post("/sobjects/Account", OWNER);

        // Then
        assertThat(reply.errorCode()).isEqualTo("INVALID_FIELD");
    }

    @Test
    void shouldHaveAContactThatGoesWithTheAccount() {
        // Given
        enable(client);

        // When
        String id = client.create("Account", OWNER);
        JsonNode account = read("Account", id);
        String contactId = account.path("PersonContactId").asText();
        JsonNode contact = read("Contact", contactId);
        client.patch("/sobjects/Account/" + id, "{\"PersonEmail\":\"new@example.com\",\"LastName\":\"Other\"}");
        JsonNode changed = read("Contact", contactId);
        int status = client.delete("/sobjects/Account/" + id).status();

        // Then
        assertThat(account.path("Name").asText()).isEqualTo("First Owner");
        assertThat(account.path("IsPersonAccount").asBoolean()).isTrue();
        assertThat(contact.path("Email").asText()).isEqualTo("owner@example.com");
        assertThat(contact.path("Name").asText()).isEqualTo("First Owner");
        assertThat(contact.path("AccountId").asText()).isEqualTo(id);
        assertThat(contact.path("IsPersonAccount").asBoolean()).isTrue();
        assertThat(changed.path("Email").asText()).isEqualTo("new@example.com");
        assertThat(changed.path("Name").asText()).isEqualTo("First Other");
        assertThat(status).isEqualTo(204);
        assertThat(client.get("/sobjects/Contact/" + contactId).errorCode()).isEqualTo("ENTITY_IS_DELETED");
    }

    @Test
    void shouldHaveItsFieldsInTheOrderOfARestart() {
        // When
        Schema enabled = PersonAccounts.enable(Schema.standard());
        Schema restarted = Schema.fromJson(enabled.toJson());

        // Then
        assertThat(enabled.type("Account").fields())
                .isNotEmpty()
                .isEqualTo(restarted.type("Account").fields());
    }

    @Test
    void shouldNotMixPersonAndBusiness() {
        // Given
        enable(client);
        String business = client.create("Account", "{\"Name\":\"Works\",\"Phone\":\"030 1\"}");
        String person = client.create("Account", OWNER);
        String contact = read("Account", person).path("PersonContactId").asText();

        // When
        Client.Reply both = client.post("/sobjects/Account", "{\"Name\":\"Works\",\"LastName\":\"Owner\"}");
        Client.Reply email = client.patch("/sobjects/Account/" + business, "{\"PersonEmail\":\"a@example.com\"}");
        Client.Reply name = client.patch("/sobjects/Account/" + person, "{\"Name\":\"Works\"}");
        Client.Reply alone = client.patch("/sobjects/Contact/" + contact, "{\"Email\":\"a@example.com\"}");
        Client.Reply deleted = client.delete("/sobjects/Contact/" + contact);

        // Then
        assertThat(read("Account", business).path("IsPersonAccount").asBoolean())
                .isFalse();
        assertThat(both.errorCode()).isEqualTo("INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(email.body().at("/0/fields/0").asText()).isEqualTo("PersonEmail");
        assertThat(name.errorCode()).isEqualTo("INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(alone.errorCode()).isEqualTo("INVALID_OPERATION");
        assertThat(deleted.errorCode()).isEqualTo("DELETE_FAILED");
    }

    @Test
    void shouldOutliveARestart(@TempDir Path folder) {
        // Given
        String id;
        try (LocalOrg first = LocalOrg.start(LocalOrgOptions.defaults().withDataFolder(folder))) {
            Client writing = Client.of(first);
            writing.deploy(TestMetadata.project());
            enable(writing);
            id = writing.create("Account", OWNER);
        }

        // When
        try (LocalOrg second = LocalOrg.start(LocalOrgOptions.defaults().withDataFolder(folder))) {
            Client reading = Client.of(second);
            JsonNode account = reading.get("/sobjects/Account/" + id).body();
            String other = reading.create("Account", OWNER);

            // Then
            assertThat(account.path("PersonEmail").asText()).isEqualTo("owner@example.com");
            assertThat(other).isGreaterThan(id);
        }
    }
}
