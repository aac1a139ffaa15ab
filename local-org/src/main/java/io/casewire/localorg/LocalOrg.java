package io.casewire.localorg;

import io.casewire.localorg.bulk.BulkJobs;
import io.casewire.localorg.bulk.BulkRuns;
import io.casewire.localorg.control.ControlApi;
import io.casewire.localorg.control.OrgState;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.fault.Faults;
import io.casewire.localorg.flow.EventFlows;
import io.casewire.localorg.flow.FlowLog;
import io.casewire.localorg.flow.FlowReader;
import io.casewire.localorg.flow.FlowRunner;
import io.casewire.localorg.http.HttpEndpoint;
import io.casewire.localorg.http.HttpServer;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.metadata.AssignmentRules;
import io.casewire.localorg.metadata.DeployQueue;
import io.casewire.localorg.metadata.Deployer;
import io.casewire.localorg.oauth.Login;
import io.casewire.localorg.oauth.OAuthApi;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.pubsub.ChangeEvents;
import io.casewire.localorg.pubsub.ConsentEvents;
import io.casewire.localorg.pubsub.EventPublisher;
import io.casewire.localorg.pubsub.PubSubServer;
import io.casewire.localorg.pubsub.TlsIdentity;
import io.casewire.localorg.rest.RestApiBuilder;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.setup.OrgClock;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.soap.SoapApi;
import io.casewire.localorg.store.DataFolder;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
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
    private final OrgClock clock;
    private final Setup setup = new Setup();
    private final Faults faults;
    private final Allowances allowances;
    private final Sessions sessions;
    private final Login login;
    private final RequestLog requestLog = new RequestLog();
    private final FlowLog flowLog = new FlowLog();
    private final OrgState state;
    private final HttpServer http;
    private final int pubSubPort;
    private final int tlsPubSubPort;
    private final @Nullable Path certificate;

    private LocalOrg(LocalOrgOptions options, Deque<AutoCloseable> parts) {
        this.parts = parts;
        this.clock = new OrgClock(options.clock());
        setup.set(options.settings());
        this.faults = new Faults(clock);
        this.allowances = new Allowances(options.dailyApiLimit(), setup, clock);
        RecordStore store = open(options, parts);
        FirstRecords firstRecords = new FirstRecords(store, clock);
        this.orgId = firstRecords.ensure();
        Snapshot first = firstRecords.snapshot();
        this.sessions = new Sessions(orgId, clock);
        RowLocks locks = new RowLocks(setup);
        Dml dml = new Dml(DEFAULT_OWNER_USERNAME, AssignmentRules::active, setup, faults);
        RightsOf rightsOf = new RightsOf();
        EventPublisher events = new EventPublisher(allowances);
        FlowRunner flows = new FlowRunner(dml, events, flowLog);
        dml.triggers(flows);
        BulkRuns runs = new BulkRuns(store, dml, locks, rightsOf, allowances, setup, requestLog, clock);
        BulkJobs jobs = new BulkJobs(options.dataFolder(), runs, clock);
        parts.push(jobs);
        DeployQueue deploys = new DeployQueue(store, new Deployer(dml, FlowReader::check), setup, clock);
        this.login = new Login(store, sessions, options.clients(), options.jwtClients(), setup, clock);
        HttpEndpoint rest = new RestApiBuilder(store, orgId, setup, clock)
                .build(
                        new OAuthApi(orgId, store, login, sessions, clock),
                        sessions,
                        allowances,
                        faults,
                        dml,
                        locks,
                        events,
                        jobs,
                        deploys,
                        flows,
                        rightsOf,
                        requestLog);
        parts.push(new EventFlows(store, flows, locks, clock));
        ChangeEvents.capture(store, clock);
        ConsentEvents.publish(store, setup, clock);
        this.state = new OrgState(
                store, sessions, setup, locks, flows, DEFAULT_OWNER_USERNAME, clock, first, options.dailyApiLimit());
        HttpEndpoint control = new ControlApi(state, setup, clock, allowances, faults, requestLog, flowLog);
        HttpEndpoint soap = new SoapApi(
                orgId, store, login, sessions, allowances, deploys, rightsOf, locks, setup, requestLog, clock);
        this.http = HttpServer.start(options.httpPort(), clock, request -> {
            if (request.path().startsWith(ControlApi.PATH + "/")) {
                return control.answer(request);
            }
            return SoapApi.takes(request) ? soap.answer(request) : rest.answer(request);
        });
        parts.push(http);
        PubSubServer pubSub =
                new PubSubServer(store, sessions, rightsOf, orgId, requestLog, setup, allowances, faults, clock);
        parts.push(pubSub);
        this.pubSubPort = pubSub.listen(options.pubSubPort(), null);
        TlsIdentity identity = options.tlsPubSubPort() < 0 ? null : identity(options.dataFolder());
        this.certificate = identity == null ? null : identity.certificate();
        this.tlsPubSubPort = identity == null ? -1 : pubSub.listen(options.tlsPubSubPort(), identity);
        jobs.resume();
    }

    private static TlsIdentity identity(@Nullable Path dataFolder) {
        return dataFolder == null ? TlsIdentity.temporary() : TlsIdentity.in(dataFolder.resolve("tls"));
    }

    private RecordStore open(LocalOrgOptions options, Deque<AutoCloseable> opened) {
        Path folder = options.dataFolder();
        if (folder == null) {
            return RecordStore.inMemory(clock);
        }
        opened.push(DataFolder.lock(folder));
        RecordStore store = RecordStore.open(folder, clock);
        opened.push(store);
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
        return pubSubPort;
    }

    /** The port of the Pub/Sub API with TLS; -1 when there is none. */
    public int tlsPubSubPort() {
        return tlsPubSubPort;
    }

    /** The certificate that clients of the TLS port have to trust, as PEM; null when there is none. */
    public @Nullable Path certificate() {
        return certificate;
    }

    /** The 18-character id of this org; it stays the same for a data folder. */
    public String orgId() {
        return orgId;
    }

    /** What the org was asked, for tests that need a witness. */
    public RequestLog requestLog() {
        return requestLog;
    }

    /** What flows sent to people, and which of them failed. */
    public FlowLog flowLog() {
        return flowLog;
    }

    /** What is switched on, and how long things take. */
    public Setup setup() {
        return setup;
    }

    /** What goes wrong on purpose. */
    public Faults faults() {
        return faults;
    }

    /** How much of the org's limits is used. */
    public Allowances allowances() {
        return allowances;
    }

    /** Moves the org's time ahead. */
    public void advance(Duration span) {
        clock.advance(span);
    }

    /** The org as a whole: keep it, put it back, empty it. */
    public OrgState state() {
        return state;
    }

    /** A token of the integration user, as a login would give. */
    public String accessToken() {
        return login.asUser(INTEGRATION_USERNAME).token();
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
