package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The shipped content finds what the shipped generators inject. */
class PacksIT {

    @Test
    void shouldFindTheFaultsOfEveryPack() {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));

        // When
        int exit;
        try {
            exit = BenchMain.commandLine()
                    .execute("packs", "--home=..", "--seeds=6", "--without-fixed-limits", "--json");
        } finally {
            System.setOut(before);
        }

        // Then
        assertThat(exit).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"pack\":\"health\"");
    }
}
