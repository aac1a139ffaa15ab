package io.casewire.localorg.rest;

import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.http.HttpEndpoint;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.metadata.Deployer;
import io.casewire.localorg.oauth.ApiUsage;
import io.casewire.localorg.oauth.OAuthApi;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.pubsub.EventPublisher;
import io.casewire.localorg.store.RecordStore;
import java.time.Clock;

/** Puts the resources of the REST API together. */
public final class RestApiBuilder {
    private final RecordStore store;
    private final String orgId;
    private final String defaultOwnerUsername;
    private final Clock clock;

    public RestApiBuilder(RecordStore store, String orgId, String defaultOwnerUsername, Clock clock) {
        this.store = store;
        this.orgId = orgId;
        this.defaultOwnerUsername = defaultOwnerUsername;
        this.clock = clock;
    }

    public HttpEndpoint build(OAuthApi oauth, Sessions sessions, ApiUsage usage, RequestLog log) {
        Dml dml = new Dml(defaultOwnerUsername);
        EventPublisher events = new EventPublisher();
        Routes routes = new Routes();
        RestApi api = new RestApi(oauth, sessions, usage, log, store, routes, clock);
        new Discovery(orgId, usage).routes(routes);
        new Queries().routes(routes);
        new Composite((outer, request, work) ->
                        api.dispatch(request, request.path(), outer.session(), outer.now(), work))
                .routes(routes);
        new Collections(dml, events).routes(routes);
        new Deploys(new Deployer(dml)).routes(routes);
        new Describe().routes(routes);
        new Records(dml, events).routes(routes);
        return api;
    }
}
