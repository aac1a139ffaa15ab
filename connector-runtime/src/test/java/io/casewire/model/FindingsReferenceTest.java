package io.casewire.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FindingsReferenceTest {
    private static final Path REFERENCE = TestContent.repository().resolve("docs/reference/findings.md");

    @Test
    void shouldListEveryFindingInTheReference() throws IOException {
        // Given
        StringBuilder expected = new StringBuilder(
                """
                # Findings

                Every message Casewire has for people carries one of these codes. Codes are stable: scripts may rely on
                them. This page is generated from `FindingCode`; run the tests with `-Dcasewire.write-reference=true`
                to write it again.

                | code | what it means | what to do |
                | --- | --- | --- |
                """);
        for (FindingCode code : FindingCode.values()) {
            expected.append("| ")
                    .append(code.id())
                    .append(" | ")
                    .append(code.title())
                    .append(" | ")
                    .append(code.action())
                    .append(" |\n");
        }

        // When
        if (Boolean.getBoolean("casewire.write-reference")) {
            Files.writeString(REFERENCE, expected);
        }

        // Then
        assertThat(Files.readString(REFERENCE)).isEqualTo(expected.toString());
    }

    @Test
    void shouldGiveEveryFindingItsOwnCode() {
        assertThat(Arrays.stream(FindingCode.values()).map(FindingCode::id)).doesNotHaveDuplicates();
    }
}
