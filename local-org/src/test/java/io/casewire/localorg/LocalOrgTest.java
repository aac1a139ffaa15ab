package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalOrgTest {
    @Test
    void shouldLeaveTheDataFolderFreeWhenItsPortIsTaken(@TempDir Path folder) {
        // Given
        LocalOrgOptions options = LocalOrgOptions.defaults().withDataFolder(folder);
        try (LocalOrg first = LocalOrg.start(LocalOrgOptions.defaults())) {
            assertThatThrownBy(() -> LocalOrg.start(options.withHttpPort(first.httpPort())))
                    .hasMessageContaining("Port " + first.httpPort() + " cannot be used");
        }

        // When
        try (LocalOrg second = LocalOrg.start(options)) {
            // Then
            assertThat(Client.of(second).get("/limits").status()).isEqualTo(200);
        }
    }
}
