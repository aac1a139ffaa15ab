package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.TestOrg;
import io.casewire.TestPorts;
import io.casewire.model.Secret;
import io.casewire.salesforce.OrgUnreachableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that come too late, with Camel's real client and a local org. */
class AskedInTimeTest {
    private static final String PATH = "/services/data/v62.0/sobjects/Account";

    @TempDir
    private Path folder;

    private TestOrg org;
    private OrgSession session;
    private long before;

    @BeforeEach
    void start() throws Exception {
        int port = TestPorts.free();
        org = TestOrg.prepared(port, folder);
        OrgLogin login = new OrgLogin(
                "http://localhost:" + port, "casewire", Secret.of("casewire-local"), null, null, null, null, "62.0");
        session = new OrgSession(login, null);
        before = createdEver();
    }

    @AfterEach
    void stop() {
        session.close();
        org.close();
    }

    @Test
    void shouldSendWhatWasAskedJustNow() {
        assertThatCode(() -> create(System.currentTimeMillis())).doesNotThrowAnyException();
        assertThat(created()).isOne();
    }

    @Test
    void shouldNotSendWhatWasAskedTooLongAgo() {
        // When: the process stood still in between
        long asked = System.currentTimeMillis() - AskedInTime.LONGEST.toMillis() - 1;

        // Then
        assertThatThrownBy(() -> create(asked))
                .satisfies(e -> assertThat(AskedInTime.isWhy(e)).isTrue());
        assertThat(created()).isZero();
    }

    @Test
    void shouldNotSendAgainWhatWaitedForALogin() throws Exception {
        // Given: a login that takes longer than what was asked counts
        create(System.currentTimeMillis());
        org.local().expireSessions();
        org.send(
                "POST",
                "/local-org/faults",
                "{\"kind\":\"latency\",\"endpoint\":\"/services/oauth2/token\",\"latencyMillis\":800}"
                        .getBytes(StandardCharsets.UTF_8),
                Map.of());

        // When
        assertThatThrownBy(() -> create(System.currentTimeMillis()))
                .satisfies(e -> assertThat(AskedInTime.isWhy(e)).isTrue());

        // Then: the session is there for those that come next
        assertThat(created()).isOne();
        create(System.currentTimeMillis());
        assertThat(created()).isEqualTo(2);
    }

    private void create(long asked) throws OrgUnreachableException {
        byte[] body = "{\"Name\":\"Machine owner\"}".getBytes(StandardCharsets.UTF_8);
        session.org().send("POST", PATH, body, AskedInTime.header(asked));
    }

    private long created() {
        return createdEver() - before;
    }

    /** By the org's own log. */
    private long createdEver() {
        return StreamSupport.stream(org.requests().spliterator(), false)
                .filter(request -> request.path("path").asText().equals(PATH)
                        && request.path("status").asInt() == 201)
                .count();
    }
}
