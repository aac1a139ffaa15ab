package io.casewire.localorg.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
            Path.of("../docs/reference/local-org-coverage.md").toAbsolutePath();
    private static final String TICK = "✓";
    private static final String NOT_RUN = "not run";

    private final Coverage coverage = Coverage.read();

    @Test
    void shouldClaimNoMoreThanWhatPassed() throws IOException {
        // Given
        assumeTrue(System.getProperty("test") == null, "only some tests were asked for, so most results are missing");
        String page = page();

        // When
        if (Boolean.getBoolean("casewire.write-reference")) {
            NpmClients.requireInstalled();
            Files.writeString(REFERENCE, page);
        }
        String committed = Files.readString(REFERENCE);

        // Then
        assertThat(withoutTicks(committed)).isEqualTo(withoutTicks(page));
        assertThat(claims(committed))
                .as("ticks without a test that passed")
                .filteredOn(claim -> !accepted().contains(claim.outcome()))
                .isEmpty();
    }

    /** A cell of the page with a tick in it. */
    private record Claim(Endpoint endpoint, ForeignClient client, Coverage.Outcome outcome) {}

    /** Clients may be missing on a developer's machine, where the tick stands for what CI sees. */
    private static List<Coverage.Outcome> accepted() {
        return NpmClients.mustBeThere()
                ? List.of(Coverage.Outcome.PASSED)
                : List.of(Coverage.Outcome.PASSED, Coverage.Outcome.SKIPPED);
    }

    private List<Claim> claims(String page) {
        List<Claim> claims = new ArrayList<>();
        for (String line : page.lines().toList()) {
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

    private static String withoutTicks(String page) {
        return page.replace("| " + TICK + " ", "| " + NOT_RUN + " ");
    }

    private String page() {
        StringBuilder page = new StringBuilder(
                """
                # Which clients talk to the local org

                A tick stands for a test in which this client, as its makers publish it, called this endpoint, and which ran
                and passed. The test also asked the log of the local org whether the call arrived and was agreed to; calls of
                the Pub/Sub API and logins by SOAP are not in the log, there the answer alone counts. "not run" is everything else: no test, a
                test that was skipped, or a client that has no such call. A tick does not say that every option works.

                `…` is `/services/data/vXX.0`. This page is generated from the results of the tests in `local-org-clients`;
                run them with `-Dcasewire.write-reference=true` to write it again. They fail when it claims more than passed.

                """);
        page.append("| endpoint | ").append(headings()).append(" |\n");
        page.append("| --- |")
                .append(" --- |".repeat(ForeignClient.values().length))
                .append('\n');
        for (Endpoint endpoint : Endpoint.values()) {
            String cells = Stream.of(ForeignClient.values())
                    .map(client -> coverage.outcome(endpoint, client) == Coverage.Outcome.PASSED ? TICK : NOT_RUN)
                    .collect(Collectors.joining(" | "));
            page.append("| ")
                    .append(endpoint.title())
                    .append(" | ")
                    .append(cells)
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String headings() {
        return Stream.of(ForeignClient.values())
                .map(client -> client.title() + " " + version(client))
                .collect(Collectors.joining(" | "));
    }

    private static String version(ForeignClient client) {
        return switch (client) {
            case CAMEL -> new DefaultCamelContext().getVersion();
            case JSFORCE -> NpmClients.pinned("jsforce");
            case SF -> NpmClients.pinned("@salesforce/cli");
        };
    }
}
