package io.casewire.localorg;

import io.casewire.localorg.http.HttpServer;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.oauth.ApiUsage;
import io.casewire.localorg.oauth.Login;
import io.casewire.localorg.oauth.OAuthApi;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.pubsub.PubSubServer;
import io.casewire.localorg.rest.RestApiBuilder;
import io.casewire.localorg.store.DataFolder;
import io.casewire.localorg.store.RecordStore;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A running local org. */
public final class LocalOrg implements AutoCloseable {
    /** The user that the default client acts as. */
    public static final String INTEGRATION_USERNAME = "integration@local-org.example";

    /** Who owns Cases and Leads that no assignment rule takes. */
    public static final String DEFAULT_OWNER_USERNAME = "default.owner@local-org.example";

    private final @Nullable DataFolder dataFolder;
    private final RecordStore store;
    private final String orgId;
    private final Sessions sessions;
    private final RequestLog requestLog = new RequestLog();
    private final HttpServer http;
    private final PubSubServer pubSub;

    private LocalOrg(LocalOrgOptions options) {
        Clock clock = options.clock();
        Path folder = options.dataFolder();
        this.dataFolder = folder == null ? null : DataFolder.lock(folder);
        this.store = folder == null ? RecordStore.inMemory(clock) : RecordStore.open(folder, clock);
        this.orgId = new FirstRecords(store, clock).ensure();
        this.sessions = new Sessions(orgId, clock);
        Login login = new Login(store, sessions, options.clients(), options.jwtClients(), clock);
        this.http = HttpServer.start(
                options.httpPort(),
                new RestApiBuilder(store, orgId, DEFAULT_OWNER_USERNAME, clock)
                        .build(
                                new OAuthApi(orgId, store, login, sessions, clock),
                                sessions,
                                new ApiUsage(options.dailyApiLimit(), clock),
                                requestLog));
        this.pubSub = PubSubServer.start(
                options.pubSubPort(), store, sessions, orgId, requestLog, clock, options.keepAlive());
    }

    /** Starts an org and returns when it answers. */
    public static LocalOrg start(LocalOrgOptions options) {
        return new LocalOrg(options);
    }

    /** Where to log in, and the instance URL. */
    public String url() {
        return "http://localhost:" + httpPort();
    }

    public int httpPort() {
        return http.port();
    }

    /** The port of the Pub/Sub API: gRPC without TLS. */
    public int pubSubPort() {
        return pubSub.port();
    }

    /** The 18-character id of this org; it stays the same for a data folder. */
    public String orgId() {
        return orgId;
    }

    /** What the org was asked, for tests that need a witness. */
    public RequestLog requestLog() {
        return requestLog;
    }

    /** Ends every session, so that the next call of each client is answered INVALID_SESSION_ID. */
    public void expireSessions() {
        sessions.expireAll();
    }

    @Override
    public void close() {
        pubSub.close();
        http.close();
        store.close();
        if (dataFolder != null) {
            dataFolder.close();
        }
    }
}
