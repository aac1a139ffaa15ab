package io.casewire.localorg.pubsub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/**
 * A key and a self-signed certificate for {@code localhost}, made once per folder by the JDK's keytool: Java has no public
 * way to sign a certificate.
 */
public final class TlsIdentity {
    private static final String ALIAS = "local-org";
    /** It guards a key that is good for this machine only, and lies beside it. */
    private static final String PASSWORD = "local-org";

    private final KeyManagerFactory keys;
    private final Path certificate;

    private TlsIdentity(KeyManagerFactory keys, Path certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** The identity kept in a folder; a new one where there is none. */
    public static TlsIdentity in(Path folder) {
        Path store = folder.resolve("tls.p12");
        Path certificate = folder.resolve("ca.pem");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(store)) {
                generate(store);
            }
            KeyStore keyStore = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore, PASSWORD.toCharArray());
            Files.writeString(certificate, pem(keyStore.getCertificate(ALIAS).getEncoded()));
            return new TlsIdentity(keys, certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the TLS key in " + folder + " cannot be used; delete tls.p12", e);
        }
    }

    private static void generate(Path store) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "3650",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                // Some clients take a certificate as trusted only when it may sign others.
                "-ext",
                "bc:c=ca:true");
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool made no key: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making a key", e);
        }
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** An identity that ends with this process. */
    public static TlsIdentity temporary() {
        try {
            Path folder = Files.createTempDirectory("local-org-tls");
            folder.toFile().deleteOnExit();
            folder.resolve("tls.p12").toFile().deleteOnExit();
            folder.resolve("ca.pem").toFile().deleteOnExit();
            return in(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KeyManagerFactory keys() {
        return keys;
    }

    /** The certificate as PEM, for clients to trust. */
    public Path certificate() {
        return certificate;
    }
}
