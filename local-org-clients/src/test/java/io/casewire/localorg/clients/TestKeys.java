package io.casewire.localorg.clients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A key with its self-signed certificate, made by the JDK's keytool, in the two forms clients want.
 *
 * @param keyStore a PKCS12 file, for clients in Java
 * @param pem the key alone, for clients in JavaScript
 */
record TestKeys(Path keyStore, Path pem, X509Certificate certificate) {
    static final String PASSWORD = "local-test";
    private static final String ALIAS = "client";

    /** The keys of this run. */
    static TestKeys get() {
        return Once.KEYS;
    }

    /** Made when the first test asks, and taken away with the process. */
    private static final class Once {
        private static final TestKeys KEYS = generate();
    }

    private static TestKeys generate() {
        try {
            Path folder = Files.createTempDirectory("keys");
            Path keyStore = folder.resolve("keys.p12");
            Path pem = folder.resolve("key.pem");
            keytool(keyStore);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(keyStore)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            Key key = keys.getKey(ALIAS, PASSWORD.toCharArray());
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
            Files.writeString(pem, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
            for (Path path : new Path[] {folder, keyStore, pem}) {
                path.toFile().deleteOnExit();
            }
            return new TestKeys(keyStore, pem, (X509Certificate) keys.getCertificate(ALIAS));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path keyStore) {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ClientProcess.run(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=local",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keyStore.toString())
                .requireSuccess();
    }
}
