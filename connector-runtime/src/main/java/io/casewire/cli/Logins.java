package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.routes.OrgLogin;

/** Logins, as the configuration gives them. */
final class Logins {
    private Logins() {}

    /** @param url of the org, which may have started with Casewire */
    static OrgLogin org(Settings settings, String url) {
        Settings.Org org = settings.org();
        return new OrgLogin(
                url,
                org.clientId(),
                org.clientSecret(),
                org.username(),
                org.keyStore(),
                org.keyStorePassword(),
                org.jwtAudience(),
                org.apiVersion());
    }
}
