package io.casewire.localorg.oauth;

import java.security.cert.X509Certificate;
import java.util.List;

/** A client whose assertions are signed with the key of one of these certificates and name the user to act as. */
public record JwtClient(String clientId, List<X509Certificate> certificates) {
    public JwtClient {
        certificates = List.copyOf(certificates);
    }
}
