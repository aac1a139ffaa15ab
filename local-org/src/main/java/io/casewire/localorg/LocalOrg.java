package io.casewire.localorg;

import io.casewire.localorg.http.HttpEndpoint;
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
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running local org. */
public final class LocalOrg implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalOrg.class);

    /** The user that the default client acts as. */
    public static final String INTEGRATION_USERNAME = "integration@local-org.example";

    /** Who owns Cases and Leads that no assignment rule takes. */
    public static final String DEFAULT_OWNER_USERNAME = "default.owner@local-org.example";

    private final Deque<AutoCloseable> parts;
    private final String orgId;
    private final Sessions sessions;
    private final RequestLog requestLog = new RequestLog();
    private final HttpServer http;
    private final PubSubServer pubSub;

    private LocalOrg(LocalOrgOptions options, Deque<AutoCloseable> parts) {
        this.parts = parts;
        Clock clock = options.clock();
        RecordStore store = open(options, parts);
        this.orgId = new FirstRecords(store, clock).ensure();
        this.sessions = new Sessions(orgId, clock);
        Login login = new Login(store, sessions, options.clients(), options.jwtClients(), clock);
        HttpEndpoint rest = new RestApiBuilder(store, orgId, DEFAULT_OWNER_USERNAME, clock)
                .build(
                        new OAuthApi(orgId, store, login, sessions, clock),
                        sessions,
                        new ApiUsage(options.dailyApiLimit(), clock),
                        requestLog);
        this.http = HttpServer.start(options.httpPort(), rest);
        parts.push(http);
        this.pubSub = PubSubServer.start(
                options.pubSubPort(), store, sessions, orgId, requestLog, clock, options.keepAlive());
        parts.push(pubSub);
    }

    private static RecordStore open(LocalOrgOptions options, Deque<AutoCloseable> parts) {
        Path folder = options.dataFolder();
        if (folder == null) {
            return RecordStore.inMemory(options.clock());
        }
        parts.push(DataFolder.lock(folder));
        RecordStore store = RecordStore.open(folder, options.clock());
        parts.push(store);
        return store;
    }

    /** Starts an org and returns when it answers. When a port or the data folder is taken, nothing is left behind. */
    public static LocalOrg start(LocalOrgOptions options) {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        boolean started = false;
        try {
            LocalOrg org = new LocalOrg(options, parts);
            started = true;
            return org;
        } finally {
            if (!started) {
                close(parts);
            }
        }
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

    /** Stops answering, then gives the data folder free. */
    @Override
    public void close() {
        close(parts);
    }

    private static void close(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("part", part.getClass().getSimpleName())
                        .log("Closing failed");
            }
        }
    }
}
