package io.casewire.localorg.rest;

import io.casewire.localorg.bulk.BulkJobs;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.fault.Faults;
import io.casewire.localorg.flow.FlowRunner;
import io.casewire.localorg.http.HttpEndpoint;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.LongRequests;
import io.casewire.localorg.metadata.DeployQueue;
import io.casewire.localorg.oauth.OAuthApi;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.pubsub.EventPublisher;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import java.time.Clock;

/** Puts the resources of the REST API together. */
public final class RestApiBuilder {
    private final RecordStore store;
    private final String orgId;
    private final Setup setup;
    private final Clock clock;

    public RestApiBuilder(RecordStore store, String orgId, Setup setup, Clock clock) {
        this.store = store;
        this.orgId = orgId;
        this.setup = setup;
        this.clock = clock;
    }

    public HttpEndpoint build(
            OAuthApi oauth,
            Sessions sessions,
            Allowances allowances,
            Faults faults,
            Dml dml,
            RowLocks locks,
            EventPublisher events,
            BulkJobs jobs,
            DeployQueue deploys,
            FlowRunner flows,
            RightsOf rightsOf,
            RequestLog log) {
        Routes routes = new Routes();
        RestApi api = new RestApi(
                oauth,
                sessions,
                allowances,
                new LongRequests(setup, clock),
                new CallFaults(faults),
                log,
                store,
                locks,
                rightsOf,
                routes,
                clock);
        Subrequests subrequests = new Subrequests(
                (outer, request, work) -> api.dispatch(request, request.path(), outer.session(), outer.now(), work));
        new Discovery(orgId, allowances, setup, store).routes(routes);
        new Queries(setup).routes(routes);
        new Search().routes(routes);
        new Composite(subrequests).routes(routes);
        new Batch(subrequests).routes(routes);
        new Graph(subrequests).routes(routes);
        new Tree(dml).routes(routes);
        new Collections(dml, events).routes(routes);
        new BulkIngest(jobs).routes(routes);
        new BulkQuery(jobs, allowances).routes(routes);
        new Deploys(deploys).routes(routes);
        new Actions(flows).routes(routes);
        new ConsentResource().routes(routes);
        new Recent().routes(routes);
        new EventSchemaResource().routes(routes);
        new Appearance().routes(routes);
        new Describe().routes(routes);
        new Records(dml, events).routes(routes);
        return api;
    }
}
