package io.casewire.localorg.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sforce.soap.metadata.MetadataConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Runs after all tests of this module and keeps the coverage table to what they showed. */
class CoverageReferenceIT {
    private static final Path REFERENCE =
            Path.of("../docs/reference/local-org.md").toAbsolutePath();
    private static final String HEADING = "## Which clients talk to it\n";
    private static final String TICK = "✓";
    private static final String NOT_RUN = "not run";

    private final Coverage coverage = Coverage.read();

    @Test
    void shouldClaimNoMoreThanWhatPassed() throws IOException {
        // Given
        assumeTrue(System.getProperty("test") == null, "only some tests were asked for, so most results are missing");
        String section = section();

        // When
        if (Boolean.getBoolean("casewire.write-reference")) {
            NpmClients.requireInstalled();
            String page = Files.readString(REFERENCE);
            Files.writeString(REFERENCE, page.replace(sectionOf(page), section));
        }
        String committed = sectionOf(Files.readString(REFERENCE));

        // Then
        assertThat(withoutTicks(committed)).isEqualTo(withoutTicks(section));
        assertThat(claims(committed))
                .as("ticks without a test that passed")
                .filteredOn(claim -> !accepted().contains(claim.outcome()))
                .isEmpty();
    }

    /** From its heading to the next one. */
    private static String sectionOf(String page) {
        int begin = page.indexOf(HEADING);
        int end = page.indexOf("\n## ", begin) + 1;
        assertThat(begin).as(HEADING.strip() + " in " + REFERENCE).isPositive().isLessThan(end);
        return page.substring(begin, end);
    }

    /** A cell of the table with a tick in it. */
    private record Claim(Endpoint endpoint, ForeignClient client, Coverage.Outcome outcome) {}

    /** Clients may be missing on a developer's machine, where the tick stands for what CI sees. */
    private static List<Coverage.Outcome> accepted() {
        return NpmClients.mustBeThere()
                ? List.of(Coverage.Outcome.PASSED)
                : List.of(Coverage.Outcome.PASSED, Coverage.Outcome.SKIPPED);
    }

    private List<Claim> claims(String section) {
        List<Claim> claims = new ArrayList<>();
        for (String line : section.lines().toList()) {
            for (Endpoint endpoint : Endpoint.values()) {
                if (line.startsWith("| " + endpoint.title() + " |")) {
                    String[] cells =
                            line.substring(endpoint.title().length() + 4).split("\\|");
                    for (ForeignClient client : ForeignClient.values()) {
                        if (cells[client.ordinal()].contains(TICK)) {
                            claims.add(new Claim(endpoint, client, coverage.outcome(endpoint, client)));
                        }
                    }
                }
            }
        }
        return claims;
    }

    private static String withoutTicks(String section) {
        return section.replace("| " + TICK + " ", "| " + NOT_RUN + " ");
    }

    private String section() {
        StringBuilder section = new StringBuilder(HEADING)
                .append(
                        """

                A tick stands for a test in which this client, as its makers publish it, called this endpoint, and which ran
                and passed. The test also asked the log of the local org whether the call arrived and was agreed to; calls of
                the Pub/Sub API and logins by SOAP are not in the log, there the answer alone counts. "not run" is everything
                else: no test, a test that was skipped, or a client that has no such call. A tick does not say that every
                option works.

                `…` is `/services/data/vXX.0`. This section is generated from the results of the tests in
                `local-org-clients`; run them with `-Dcasewire.write-reference=true` to write it again. They fail when it
                claims more than passed.

                """);
        section.append("| endpoint | ").append(headings()).append(" |\n");
        section.append("| --- |")
                .append(" --- |".repeat(ForeignClient.values().length))
                .append('\n');
        for (Endpoint endpoint : Endpoint.values()) {
            String cells = Stream.of(ForeignClient.values())
                    .map(client -> coverage.outcome(endpoint, client) == Coverage.Outcome.PASSED ? TICK : NOT_RUN)
                    .collect(Collectors.joining(" | "));
            section.append("| ")
                    .append(endpoint.title())
                    .append(" | ")
                    .append(cells)
                    .append(" |\n");
        }
        return section.append("\n").toString();
    }

    private static String headings() {
        return Stream.of(ForeignClient.values())
                .map(client -> (client.title() + " " + version(client)).strip())
                .collect(Collectors.joining(" | "));
    }

    private static String version(ForeignClient client) {
        return switch (client) {
            case CAMEL -> new DefaultCamelContext().getVersion();
            case WSC ->
                MetadataConnection.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath()
                        .replaceFirst(".*-(\\d[\\d.]*)\\.jar$", "$1");
            // Made from Salesforce's own description, which has no version.
            case STUBS -> "";
            case JSFORCE -> NpmClients.pinned("jsforce");
            case SF -> NpmClients.pinned("@salesforce/cli");
        };
    }
}
