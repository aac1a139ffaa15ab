package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.CAMEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.oauth.Login;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CamelLoginTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {TOKEN_CLIENT_CREDENTIALS, REVOKE})
    void shouldLogInWithASecretAndOutAgain() {
        // When
        String versions;
        try (CamelClient camel = CamelClient.of(ORG.org())) {
            versions = camel.ask("getVersions?rawPayload=true", null, String.class);
        }

        // Then
        assertThat(versions).contains("62.0");
    }

    @Test
    @Covers(client = CAMEL, endpoint = TOKEN_JWT)
    void shouldLogInWithASignedAssertion() {
        // Given
        KeyStoreParameters keys = new KeyStoreParameters();
        keys.setResource("file:" + TestKeys.get().keyStore());
        keys.setPassword(TestKeys.PASSWORD);
        keys.setType("PKCS12");

        // When
        String limits;
        try (CamelClient camel = CamelClient.with(ORG.org(), component -> {
            component.setAuthenticationType(AuthenticationType.JWT);
            component.setClientId(OrgExtension.JWT_CLIENT);
            component.setUserName(LocalOrg.INTEGRATION_USERNAME);
            component.setKeystore(keys);
        })) {
            limits = camel.ask("limits?rawPayload=true", null, String.class);
        }

        // Then
        assertThat(limits).contains("DailyApiRequests");
    }

    @Test
    @Covers(client = CAMEL, endpoint = TOKEN_PASSWORD)
    void shouldLogInWithAPassword() {
        // When
        String limits;
        try (CamelClient camel = CamelClient.with(ORG.org(), component -> {
            component.setAuthenticationType(AuthenticationType.USERNAME_PASSWORD);
            component.setClientId("casewire");
            component.setClientSecret("casewire-local");
            component.setUserName(LocalOrg.INTEGRATION_USERNAME);
            component.setPassword(Login.PASSWORD + "SecurityToken");
        })) {
            limits = camel.ask("limits?rawPayload=true", null, String.class);
        }

        // Then
        assertThat(limits).contains("DailyApiRequests");
    }

    @Test
    void shouldLogInAgainWhenTheSessionEnds() {
        // Given
        try (CamelClient camel = CamelClient.of(ORG.org())) {
            ORG.org().expireSessions();

            // When
            String limits = camel.ask("limits?rawPayload=true", null, String.class);

            // Then
            assertThat(limits).contains("DailyApiRequests");
        }
    }
}
