package io.casewire.localorg;

import io.casewire.localorg.oauth.ConnectedClient;
import io.casewire.localorg.oauth.JwtClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a local org starts.
 *
 * @param httpPort port of the REST API; 0 takes a free one
 * @param pubSubPort port of the Pub/Sub API; 0 takes a free one
 * @param dataFolder where records are kept; null keeps them in memory only
 * @param clients who may log in by client credentials, and as which user
 * @param jwtClients who may log in by a signed assertion
 * @param dailyApiLimit API calls in 24 hours
 * @param keepAlive how long a subscription that is owed events stays silent
 * @param clock the time of the org
 */
public record LocalOrgOptions(
        int httpPort,
        int pubSubPort,
        @Nullable Path dataFolder,
        List<ConnectedClient> clients,
        List<JwtClient> jwtClients,
        int dailyApiLimit,
        Duration keepAlive,
        Clock clock) {

    public LocalOrgOptions {
        clients = List.copyOf(clients);
        jwtClients = List.copyOf(jwtClients);
        if (dailyApiLimit < 0) {
            throw new IllegalArgumentException("dailyApiLimit must not be negative: " + dailyApiLimit);
        }
    }

    /** Free ports, in memory, the client {@code casewire} with the local test secret {@code casewire-local}, 100,000 calls a day. */
    public static LocalOrgOptions defaults() {
        return new LocalOrgOptions(
                0,
                0,
                null,
                List.of(new ConnectedClient("casewire", "casewire-local", LocalOrg.INTEGRATION_USERNAME)),
                List.of(),
                100_000,
                Duration.ofSeconds(270),
                Clock.systemUTC());
    }

    public LocalOrgOptions withHttpPort(int port) {
        return new LocalOrgOptions(port, pubSubPort, dataFolder, clients, jwtClients, dailyApiLimit, keepAlive, clock);
    }

    public LocalOrgOptions withPubSubPort(int port) {
        return new LocalOrgOptions(httpPort, port, dataFolder, clients, jwtClients, dailyApiLimit, keepAlive, clock);
    }

    public LocalOrgOptions withDataFolder(Path folder) {
        return new LocalOrgOptions(httpPort, pubSubPort, folder, clients, jwtClients, dailyApiLimit, keepAlive, clock);
    }

    /** Adds a client that acts as the user with this name. */
    public LocalOrgOptions withClient(String clientId, String clientSecret, String username) {
        List<ConnectedClient> more = new ArrayList<>(clients);
        more.removeIf(client -> client.clientId().equals(clientId));
        more.add(new ConnectedClient(clientId, clientSecret, username));
        return new LocalOrgOptions(httpPort, pubSubPort, dataFolder, more, jwtClients, dailyApiLimit, keepAlive, clock);
    }

    /** Adds a client that logs in by JWT. */
    public LocalOrgOptions withJwtClient(JwtClient client) {
        List<JwtClient> more = new ArrayList<>(jwtClients);
        more.add(client);
        return new LocalOrgOptions(httpPort, pubSubPort, dataFolder, clients, more, dailyApiLimit, keepAlive, clock);
    }

    public LocalOrgOptions withDailyApiLimit(int limit) {
        return new LocalOrgOptions(httpPort, pubSubPort, dataFolder, clients, jwtClients, limit, keepAlive, clock);
    }

    public LocalOrgOptions withKeepAlive(Duration silence) {
        return new LocalOrgOptions(
                httpPort, pubSubPort, dataFolder, clients, jwtClients, dailyApiLimit, silence, clock);
    }

    public LocalOrgOptions withClock(Clock orgClock) {
        return new LocalOrgOptions(
                httpPort, pubSubPort, dataFolder, clients, jwtClients, dailyApiLimit, keepAlive, orgClock);
    }
}
