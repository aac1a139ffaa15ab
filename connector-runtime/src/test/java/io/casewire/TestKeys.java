package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates for one test, made by the JDK's own keytool. */
public final class TestKeys {
    public static final String PASSWORD = "for this test";

    /** One PKCS12 file each for the brokers and their clients; {@link #trust} holds both certificates. */
    public final Path brokers;

    public final Path clients;
    public final Path trust;

    public TestKeys(Path folder) throws Exception {
        brokers = pair(folder, "brokers");
        clients = pair(folder, "clients");
        trust = folder.resolve("trust.p12");
        for (Path store : List.of(brokers, clients)) {
            String name = store.getFileName().toString();
            Path certificate = folder.resolve(name + ".crt");
            keytool("-exportcert", "-keystore", store.toString(), "-alias", "key", "-file", certificate.toString());
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-keystore",
                    trust.toString(),
                    "-alias",
                    name,
                    "-file",
                    certificate.toString());
        }
    }

    KeyManagerFactory ofClients() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(clients.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        return keys;
    }

    TrustManagerFactory trusted() throws Exception {
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(KeyStore.getInstance(trust.toFile(), PASSWORD.toCharArray()));
        return trusted;
    }

    private static Path pair(Path folder, String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1");
        return store;
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}
