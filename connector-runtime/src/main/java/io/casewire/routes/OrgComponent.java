package io.casewire.routes;

import org.apache.camel.component.salesforce.SalesforceComponent;

/** Camel's component for Salesforce, with our login, and without requests that come too late. */
final class OrgComponent extends SalesforceComponent {
    /** A query stands in the address, which may have 16,000 characters. */
    private static final int LONGEST_REQUEST_HEAD = 32 * 1024;

    /** The results of a Bulk API job with its ten thousand rows. */
    private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

    OrgComponent(OrgLogin login) {
        setLoginConfig(new RenewableLogin(login));
        setHttpRequestBufferSize(LONGEST_REQUEST_HEAD);
        setHttpMaxContentLength(LONGEST_ANSWER);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        getHttpClient().getRequestListeners().addBeginListener(new AskedInTime());
    }
}
