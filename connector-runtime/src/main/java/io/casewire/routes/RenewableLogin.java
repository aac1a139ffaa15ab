package io.casewire.routes;

import io.casewire.model.Secret;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceLoginConfig;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.jspecify.annotations.Nullable;

/** A login for camel-salesforce that looks secret and key up each time it is used. */
final class RenewableLogin extends SalesforceLoginConfig {
    private final OrgLogin login;

    RenewableLogin(OrgLogin login) {
        this.login = login;
        setLoginUrl(login.url());
        setClientId(login.clientId());
        setLazyLogin(true);
        if (login.clientSecret() != null) {
            setType(AuthenticationType.CLIENT_CREDENTIALS);
        } else {
            setType(AuthenticationType.JWT);
            setUserName(login.username());
            if (login.jwtAudience() != null) {
                setJwtAudience(login.jwtAudience());
            }
        }
    }

    @Override
    public @Nullable String getClientSecret() {
        return value(login.clientSecret());
    }

    @Override
    public @Nullable KeyStoreParameters getKeystore() {
        if (login.keyStore() == null) {
            return null;
        }
        KeyStoreParameters keys = new KeyStoreParameters();
        keys.setResource("file:" + login.keyStore());
        keys.setPassword(value(login.keyStorePassword()));
        keys.setType("PKCS12");
        return keys;
    }

    private static @Nullable String value(@Nullable Secret secret) {
        return secret == null ? null : secret.value();
    }
}
