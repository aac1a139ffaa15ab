package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.TrappedOrg.assertFallsOver;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the {@code sf} command falls over, and the local org does not do. */
class SfTrapsTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void requireClient() {
        NpmClients.require();
    }

    private static SfCli sf(TrappedOrg org) throws Exception {
        SfCli sf = new SfCli(Files.createTempDirectory(folder, "home"), folder);
        sf.logInByToken(org.url(), org.accessToken());
        return sf;
    }

    @Test
    void shouldAskWithTwoSlashesAfterALoginByToken() throws Exception {
        assertFallsOver(Trap.DOUBLE_SLASHES, ORG.org(), org -> sf(org).run(
                        "project deploy start", "--metadata-dir", TestMetadata.FOLDER.toString(), "--wait", "1"));
    }

    @Test
    void shouldAskForTheColumnsOfAQuery() throws Exception {
        assertFallsOver(Trap.NO_COLUMNS, ORG.org(), org -> assertThat(
                        sf(org).print("data query", "--query", "SELECT Name FROM Profile")
                                .requireSuccess()
                                .out())
                .contains("System Administrator"));
    }

    @Test
    void shouldWrapMetadataInAFolder() throws Exception {
        assertFallsOver(Trap.NO_FOLDER_IN_ZIP, ORG.org(), org -> sf(org).run(
                        Map.of("SF_ORG_METADATA_REST_DEPLOY", "true"),
                        "project deploy start",
                        "--metadata-dir",
                        TestMetadata.FOLDER.toString(),
                        "--wait",
                        "1"));
    }
}
