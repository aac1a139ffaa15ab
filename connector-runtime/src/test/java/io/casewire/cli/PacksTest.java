package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.TestContent;
import io.casewire.content.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacksTest {
    private final Content content = TestContent.shipped().load();

    @TempDir
    private Path generators;

    @BeforeEach
    void makeGenerators() throws Exception {
        for (String name : List.of("health", "retail", "groceries")) {
            Files.createFile(generators.resolve(name + ".yaml"));
        }
    }

    @Test
    void shouldBeTheDomainsOfTheContentThatHaveAGenerator() {
        Packs all = Packs.of(List.of(), content, generators);

        assertThat(all.machines()).isTrue();
        assertThat(all.generators()).containsExactly("health", "retail");
    }

    @Test
    void shouldBeThoseThatAreAskedFor() {
        Packs one = Packs.of(List.of("retail"), content, generators);

        assertThat(one.machines()).isFalse();
        assertThat(one.arguments()).containsExactly("--pack", "retail", "--generators", generators.toString());
    }

    @Test
    void shouldSayWhichThereAre() {
        assertThatThrownBy(() -> Packs.of(List.of("groceries"), content, generators))
                .isInstanceOf(FindingException.class)
                .hasMessageContaining("--pack groceries: there are health, machine-maintenance, retail.");
    }
}
