package io.casewire.routes;

import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.pubsub.PubSubLogin;
import io.casewire.salesforce.pubsub.PubSubSession;
import org.apache.camel.CamelContext;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.jspecify.annotations.Nullable;

/** The session that camel-salesforce holds for the calls of REST; it logs in again only for the first who asks. */
final class CamelPubSubLogin implements PubSubLogin {
    private final CamelContext camel;
    private final String url;

    CamelPubSubLogin(CamelContext camel, String url) {
        this.camel = camel;
        this.url = url;
    }

    @Override
    public PubSubSession session() throws OrgUnreachableException {
        SalesforceSession session = camelSession();
        return session.getAccessToken() == null ? logIn(session, null) : of(session);
    }

    @Override
    public PubSubSession renew(PubSubSession refused) throws OrgUnreachableException {
        return logIn(camelSession(), refused.accessToken());
    }

    private SalesforceSession camelSession() {
        return camel.getComponent("salesforce", SalesforceComponent.class).getSession();
    }

    private PubSubSession logIn(SalesforceSession session, @Nullable String refused) throws OrgUnreachableException {
        try {
            session.login(refused);
            return of(session);
        } catch (SalesforceException e) {
            throw new OrgUnreachableException(CamelOrgApi.finding(e, url), e);
        }
    }

    /** The identity URL ends with the ids of the organization and the user. */
    private static PubSubSession of(SalesforceSession session) {
        String[] identity = String.valueOf(session.getId()).split("/");
        return new PubSubSession(
                String.valueOf(session.getAccessToken()),
                String.valueOf(session.getInstanceUrl()),
                identity[Math.max(0, identity.length - 2)],
                identity[identity.length - 1]);
    }
}
