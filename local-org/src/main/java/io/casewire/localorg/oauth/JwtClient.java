package io.casewire.localorg.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** A client whose assertions are signed with the key of one of these certificates and name the user to act as. */
public record JwtClient(String clientId, List<X509Certificate> certificates) {
    public JwtClient {
        certificates = List.copyOf(certificates);
    }

    /** A client whose certificates are in a PEM file. */
    public static JwtClient ofPem(String clientId, Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            return new JwtClient(clientId, certificates);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the certificate " + pem, e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(pem + " holds no X.509 certificate", e);
        }
    }
}
