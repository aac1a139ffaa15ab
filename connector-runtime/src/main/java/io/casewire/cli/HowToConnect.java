package io.casewire.cli;

import io.casewire.localorg.LocalOrg;
import java.util.List;

/** Lines to copy, for the clients people use most. The secret is the local org's own and opens nothing else. */
final class HowToConnect {
    private HowToConnect() {}

    static List<String> lines(LocalOrg org) {
        return List.of(
                "# sf",
                "export SF_ACCESS_TOKEN='" + org.accessToken() + "'",
                "sf org login access-token --instance-url " + org.url() + " --alias local --no-prompt",
                "sf data query --target-org local --query 'SELECT Id, Name FROM User'",
                "",
                "# jsforce",
                "new jsforce.Connection({ instanceUrl: '" + org.url()
                        + "', accessToken: process.env.SF_ACCESS_TOKEN })",
                "",
                "# camel-salesforce",
                "camel.component.salesforce.login-url=" + org.url(),
                "camel.component.salesforce.authentication-type=CLIENT_CREDENTIALS",
                "camel.component.salesforce.client-id=casewire",
                "camel.component.salesforce.client-secret=casewire-local",
                "",
                "# Pub/Sub API: accesstoken as above, instanceurl and tenantid as metadata of each call",
                "endpoint localhost:" + org.tlsPubSubPort() + " (TLS, trust " + org.certificate() + "), localhost:"
                        + org.pubSubPort() + " (plaintext), tenantid " + org.orgId());
    }
}
