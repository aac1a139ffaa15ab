package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.localorg.oauth.JwtClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OAuthTest {
    private static final Keys KEYS = Keys.generate();
    private static LocalOrg org;

    @BeforeAll
    static void start() {
        org = LocalOrg.start(
                LocalOrgOptions.defaults().withJwtClient(new JwtClient("jwt", List.of(KEYS.certificate()))));
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static Client.Reply token(String form) {
        return new Client(org.url())
                .send("POST", "/services/oauth2/token", form, "Content-Type", "application/x-www-form-urlencoded");
    }

    private static Client.Reply assertion(String claims, boolean padded) {
        return token(
                "format=json&client_id=jwt&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
                        + KEYS.sign(claims, padded).replace("=", "%3D"));
    }

    private static String claims(String exp) {
        return "{\"iss\":\"jwt\",\"sub\":\"" + LocalOrg.INTEGRATION_USERNAME + "\",\"aud\":\"" + org.url()
                + "\",\"exp\":" + exp + "}";
    }

    @Test
    void shouldAnswerClientCredentialsWithAnOpaqueToken() {
        // When
        Client.Reply reply = token("grant_type=client_credentials&client_id=casewire&client_secret=casewire-local");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path("access_token").asText())
                .matches("00D\\w{12}![\\w.]{96}")
                .startsWith(org.orgId().substring(0, 15));
        assertThat(reply.body().path("id").asText()).matches(org.url() + "/id/" + org.orgId() + "/005\\w{15}");
        assertThat(reply.body().path("instance_url").asText()).isEqualTo(org.url());
        assertThat(reply.body().path("issued_at").isTextual()).isTrue();
    }

    @Test
    void shouldRefuseAWrongSecretAndAnUnknownGrant() {
        // When
        Client.Reply secret = token("grant_type=client_credentials&client_id=casewire&client_secret=x");
        Client.Reply grant = token("grant_type=authorization_code");

        // Then
        assertThat(secret.status()).isEqualTo(400);
        assertThat(secret.body().path("error").asText()).isEqualTo("invalid_client");
        assertThat(grant.body().path("error").asText()).isEqualTo("unsupported_grant_type");
    }

    @Test
    void shouldReadEveryStyleOfExpiry() {
        // Given
        long now = System.currentTimeMillis();

        // When
        Client.Reply seconds = assertion(claims(Long.toString(now / 1000 + 300)), false);
        Client.Reply text = assertion(claims("\"" + (now / 1000 + 270) + "\""), true);
        Client.Reply milliseconds = assertion(claims(Long.toString(now + 300)), false);
        Client.Reply expired = assertion(claims(Long.toString(now / 1000 - 600)), false);

        // Then
        assertThat(List.of(seconds.status(), text.status(), milliseconds.status()))
                .containsOnly(200);
        assertThat(expired.status()).isEqualTo(400);
    }

    @Test
    void shouldRefuseAnAssertionOfAnotherKeyOrAudience() {
        // Given
        String soon = Long.toString(System.currentTimeMillis() / 1000 + 100);

        // When
        Client.Reply foreign = token("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion="
                + Keys.generate().sign(claims(soon), false));
        Client.Reply audience = assertion(claims(soon).replace(org.url(), "https://elsewhere.example"), false);

        // Then
        assertThat(foreign.body().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(audience.body().path("error_description").asText()).isEqualTo("audience is invalid");
    }

    @Test
    void shouldTakeTheTokenFromEveryHeaderClientsUse() {
        // Given
        String token = Client.of(org).token();
        Client anonymous = new Client(org.url());

        // When
        Client.Reply oauth =
                anonymous.send("GET", "/services/data/v62.0/limits", "", "Authorization", "OAuth " + token);
        Client.Reply session = anonymous.send("GET", "//services/data/v62.0/limits/", "", "X-SFDC-Session", token);
        Client.Reply none = anonymous.get("/limits");

        // Then
        assertThat(oauth.status()).isEqualTo(200);
        assertThat(session.status()).isEqualTo(200);
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.raw().body())
                .isEqualTo("[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
    }

    @Test
    void shouldSayWhoIsLoggedIn() {
        // Given
        Client client = Client.of(org);

        // When
        Client.Reply userinfo = client.send("GET", "/services/oauth2/userinfo", "");
        String identity = client.get("").body().path("identity").asText();
        Client.Reply me = client.send("GET", identity.substring(org.url().length()), "");

        // Then
        assertThat(userinfo.body().path("organization_id").asText()).isEqualTo(org.orgId());
        assertThat(userinfo.body().path("preferred_username").asText()).isEqualTo(LocalOrg.INTEGRATION_USERNAME);
        assertThat(me.body().path("user_id")).isEqualTo(userinfo.body().path("user_id"));
    }

    @Test
    void shouldRevokeOnlyTheTokenItIsGiven() {
        // Given
        Client one = Client.of(org);
        Client other = Client.of(org);

        // When
        Client.Reply byGet = new Client(org.url()).send("GET", "/services/oauth2/revoke?token=" + one.token(), "");

        // Then
        assertThat(byGet.status()).isEqualTo(200);
        assertThat(one.get("/limits").status()).isEqualTo(401);
        assertThat(other.get("/limits").status()).isEqualTo(200);
        assertThat(new Client(org.url())
                        .send("POST", "/services/oauth2/revoke", "token=" + other.token())
                        .status())
                .isEqualTo(200);
        assertThat(other.get("/limits").status()).isEqualTo(401);
    }

    @Test
    void shouldEndEverySessionWhenTold() {
        // Given
        try (LocalOrg own = LocalOrg.start(LocalOrgOptions.defaults())) {
            Client client = Client.of(own);

            // When
            own.expireSessions();

            // Then
            assertThat(client.get("/limits").errorCode()).isEqualTo("INVALID_SESSION_ID");
        }
    }

    @Test
    void shouldReadCertificatesFromAPemFile(@TempDir Path folder) throws Exception {
        // Given
        String base64 =
                Base64.getMimeEncoder().encodeToString(KEYS.certificate().getEncoded());
        Path pem = Files.writeString(
                folder.resolve("c.pem"), "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");

        // When
        JwtClient client = JwtClient.ofPem("jwt", pem);

        // Then
        assertThat(client.certificates()).containsExactly(KEYS.certificate());
    }
}
