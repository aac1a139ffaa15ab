package io.casewire.routes;

import io.casewire.model.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to log in to an org: by client credentials, or by a JWT signed with a key of a keystore.
 *
 * <p>Secret and keystore are read at every login, so they may be replaced while Casewire runs.
 *
 * <p>User name and password are not offered: new orgs refuse them, and all do from February 2027.
 *
 * @param url the org's My Domain URL
 * @param clientSecret for client credentials, else null
 * @param username whom a JWT speaks for, else null
 * @param apiVersion as in {@code 62.0}
 */
public record OrgLogin(
        String url,
        String clientId,
        @Nullable Secret clientSecret,
        @Nullable String username,
        @Nullable Path keyStore,
        @Nullable Secret keyStorePassword,
        @Nullable String jwtAudience,
        String apiVersion) {

    @Override
    public String toString() {
        return "OrgLogin[" + url + "]";
    }
}
