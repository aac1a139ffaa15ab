package io.casewire.localorg;

import io.casewire.localorg.oauth.ConnectedClient;
import io.casewire.localorg.oauth.JwtClient;
import io.casewire.localorg.setup.Settings;
import java.nio.file.Path;
import java.time.Clock;
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
 * @param settings what is switched on at the start
 * @param tlsPubSubPort port of the Pub/Sub API with TLS; 0 takes a free one, and -1 does without
 * @param clock the time of the org
 */
public record LocalOrgOptions(
        int httpPort,
        int pubSubPort,
        @Nullable Path dataFolder,
        List<ConnectedClient> clients,
        List<JwtClient> jwtClients,
        int dailyApiLimit,
        Settings settings,
        int tlsPubSubPort,
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
                Settings.DEFAULT,
                -1,
                Clock.systemUTC());
    }

    public LocalOrgOptions withHttpPort(int port) {
        return new LocalOrgOptions(
                port, pubSubPort, dataFolder, clients, jwtClients, dailyApiLimit, settings, tlsPubSubPort, clock);
    }

    public LocalOrgOptions withPubSubPort(int port) {
        return new LocalOrgOptions(
                httpPort, port, dataFolder, clients, jwtClients, dailyApiLimit, settings, tlsPubSubPort, clock);
    }

    public LocalOrgOptions withDataFolder(Path folder) {
        return new LocalOrgOptions(
                httpPort, pubSubPort, folder, clients, jwtClients, dailyApiLimit, settings, tlsPubSubPort, clock);
    }

    /** Adds a client that acts as the user with this name. */
    public LocalOrgOptions withClient(String clientId, String clientSecret, String username) {
        List<ConnectedClient> more = new ArrayList<>(clients);
        more.removeIf(client -> client.clientId().equals(clientId));
        more.add(new ConnectedClient(clientId, clientSecret, username));
        return new LocalOrgOptions(
                httpPort, pubSubPort, dataFolder, more, jwtClients, dailyApiLimit, settings, tlsPubSubPort, clock);
    }

    /** Adds a client that logs in by JWT. */
    public LocalOrgOptions withJwtClient(JwtClient client) {
        List<JwtClient> more = new ArrayList<>(jwtClients);
        more.add(client);
        return new LocalOrgOptions(
                httpPort, pubSubPort, dataFolder, clients, more, dailyApiLimit, settings, tlsPubSubPort, clock);
    }

    public LocalOrgOptions withDailyApiLimit(int limit) {
        return new LocalOrgOptions(
                httpPort, pubSubPort, dataFolder, clients, jwtClients, limit, settings, tlsPubSubPort, clock);
    }

    /** Switches of Setup. */
    public LocalOrgOptions withSettings(Settings switched) {
        return new LocalOrgOptions(
                httpPort, pubSubPort, dataFolder, clients, jwtClients, dailyApiLimit, switched, tlsPubSubPort, clock);
    }

    public LocalOrgOptions withTlsPubSubPort(int port) {
        return new LocalOrgOptions(
                httpPort, pubSubPort, dataFolder, clients, jwtClients, dailyApiLimit, settings, port, clock);
    }

    public LocalOrgOptions withClock(Clock orgClock) {
        return new LocalOrgOptions(
                httpPort,
                pubSubPort,
                dataFolder,
                clients,
                jwtClients,
                dailyApiLimit,
                settings,
                tlsPubSubPort,
                orgClock);
    }
}
