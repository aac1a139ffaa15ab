package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Option;

/** How the org is reached; the same for every command that needs it. */
final class OrgOptions {
    @Option(names = "--org", required = true, paramLabel = "URL", description = "login URL of the org")
    private URI url = URI.create("http://localhost");

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            defaultValue = "casewire",
            description = "OAuth client (default: ${DEFAULT-VALUE}, the local org's)")
    private String clientId = "casewire";

    @Option(
            names = "--client-secret",
            paramLabel = "SECRET",
            defaultValue = "${env:CASEWIRE_CLIENT_SECRET:-casewire-local}",
            description = "its secret; or set CASEWIRE_CLIENT_SECRET (default: the local org's)")
    private String clientSecret = "";

    OrgClient login() throws IOException, InterruptedException {
        return OrgClient.login(url, clientId, clientSecret);
    }
}
