package io.casewire.localorg.oauth;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens a session for a client that proves who it is. */
public final class Login {
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    /** A local test password, the same for every user. */
    public static final String PASSWORD = "casewire-local";

    private static final Set<String> SALESFORCE_AUDIENCES =
            Set.of("https://login.salesforce.com", "https://test.salesforce.com");

    private final RecordStore store;
    private final Sessions sessions;
    private final List<ConnectedClient> clients;
    private final List<JwtClient> jwtClients;
    private final Setup setup;
    private final Clock clock;

    public Login(
            RecordStore store,
            Sessions sessions,
            List<ConnectedClient> clients,
            List<JwtClient> jwtClients,
            Setup setup,
            Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.clients = List.copyOf(clients);
        this.jwtClients = List.copyOf(jwtClients);
        this.setup = setup;
        this.clock = clock;
    }

    /** @param instanceUrl the address the client used, which is a valid audience */
    Session login(Map<String, String> form, String instanceUrl) {
        String grantType = form.getOrDefault("grant_type", "");
        return switch (grantType) {
            case "client_credentials" -> withSecret(form);
            case JWT_BEARER -> withAssertion(form, instanceUrl);
            case "password" -> withPassword(form);
            case "refresh_token" -> withRefreshToken(form);
            case "" -> throw new OAuthException("invalid_request", "must supply grant_type");
            default ->
                throw new OAuthException(
                        "unsupported_grant_type", "the local org does not support grant type " + grantType);
        };
    }

    private Session withSecret(Map<String, String> form) {
        String clientId = form.getOrDefault("client_id", "");
        ConnectedClient client = clients.stream()
                .filter(known -> known.clientId().equals(clientId))
                .findFirst()
                .orElseThrow(() -> new OAuthException("invalid_client_id", "client identifier invalid"));
        if (!isSame(client.clientSecret(), form.getOrDefault("client_secret", ""))) {
            throw new OAuthException("invalid_client", "invalid client credentials");
        }
        return open(client.username());
    }

    private static boolean isSame(String secret, String given) {
        return MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private Session withAssertion(Map<String, String> form, String instanceUrl) {
        JwtAssertion assertion = JwtAssertion.parse(form.getOrDefault("assertion", ""));
        JwtClient client = jwtClients.stream()
                .filter(known -> known.clientId().equals(assertion.issuer()))
                .findFirst()
                .orElseThrow(() -> new OAuthException("invalid_client_id", "client identifier invalid"));
        assertion.requireSignedBy(client.certificates());
        assertion.requireCurrent(clock.instant());
        String audience = assertion.audience().replaceAll("/+$", "");
        if (!audience.equals(instanceUrl) && !SALESFORCE_AUDIENCES.contains(audience)) {
            throw new OAuthException("invalid_grant", "audience is invalid");
        }
        return open(assertion.subject());
    }

    private Session withPassword(Map<String, String> form) {
        requireClient(form);
        Session session = withPassword(form.getOrDefault("username", ""), form.getOrDefault("password", ""));
        if (session == null || !setup.settings().usernamePasswordLogin()) {
            throw new OAuthException("invalid_grant", "authentication failure");
        }
        return session;
    }

    /** The session of a user with the local org's one password, which a security token may follow; else null. */
    public @Nullable Session withPassword(String username, String password) {
        try {
            return password.startsWith(PASSWORD) ? open(username) : null;
        } catch (OAuthException e) {
            return null;
        }
    }

    private Session withRefreshToken(Map<String, String> form) {
        requireClient(form);
        String username = sessions.usernameOfRefreshToken(form.getOrDefault("refresh_token", ""));
        if (username == null) {
            throw new OAuthException("invalid_grant", "expired access/refresh token");
        }
        return open(username);
    }

    private void requireClient(Map<String, String> form) {
        String clientId = form.getOrDefault("client_id", "");
        if (clients.stream().noneMatch(known -> known.clientId().equals(clientId))) {
            throw new OAuthException("invalid_client_id", "client identifier invalid");
        }
    }

    /** A session without a login, for whoever holds the org itself. */
    public Session asUser(String username) {
        return open(username);
    }

    private Session open(String username) {
        Row user = store.read(view -> {
            SObjectType type = view.schema().type("User");
            List<Row> found = view.find(type, type.field("Username"), username);
            return found.isEmpty() || found.get(0).get(type.field("IsActive")) != Boolean.TRUE ? null : found.get(0);
        });
        if (user == null) {
            throw new OAuthException("invalid_grant", "user hasn't approved this consumer");
        }
        return sessions.open(user.id(), username);
    }
}
