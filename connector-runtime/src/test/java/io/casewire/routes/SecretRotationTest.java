package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.TestOrg;
import io.casewire.TestPorts;
import io.casewire.model.FindingCode;
import io.casewire.model.Secret;
import io.casewire.salesforce.OrgUnreachableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secret of the org's client is changed while everything runs. */
class SecretRotationTest {
    @TempDir
    private Path folder;

    private @Nullable String read() {
        try {
            return Files.readString(folder.resolve("secret"));
        } catch (IOException e) {
            return null;
        }
    }

    @Test
    void shouldLogInWithTheSecretThatIsThereNow() throws Exception {
        // Given
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "first");
        OrgLogin login = new OrgLogin(
                "http://localhost:" + port,
                "casewire",
                Secret.from("first", this::read),
                null,
                null,
                null,
                null,
                "62.0");
        try (OrgSession session = new OrgSession(login, null)) {
            try (TestOrg org = TestOrg.start(port, folder.resolve("org"), "first")) {
                assertThat(isAnswered(session)).isTrue();
            }

            // When: the admin was faster than whoever keeps the file
            try (TestOrg org = TestOrg.start(port, folder.resolve("org"), "second")) {
                org.local().expireSessions();
                refused(session);
                Files.delete(folder.resolve("secret"));
                refused(session);
                Files.writeString(folder.resolve("secret"), "second");

                // Then
                assertThat(isAnswered(session)).isTrue();
            }
        }
    }

    private static void refused(OrgSession session) {
        assertThatThrownBy(() -> isAnswered(session))
                .isInstanceOfSatisfying(
                        OrgUnreachableException.class,
                        e -> assertThat(e.finding().code()).isEqualTo(FindingCode.ORG_LOGIN));
    }

    private static boolean isAnswered(OrgSession session) throws OrgUnreachableException {
        return session.org()
                .send("GET", "/services/data/v62.0/limits", new byte[0], Map.of())
                .isOk();
    }
}
