package io.casewire;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The classes a connector loads, kept in a file: a process that is given it starts in half the time, and the tests start
 * some eighty of them. It is made once for each build, from a connector that makes one Case.
 */
final class ClassArchive {
    private static final String DEVICE = "press";

    /** What the JVM can keep classes of: it takes no folders. */
    private static final String JARS = String.join(File.pathSeparator, entries(true));

    private static final Path FILE = existing();

    private ClassArchive() {}

    /** Options of a JVM that is to run the connector: its class path, and the archive. */
    static List<String> options() {
        // An archive serves only a class path that begins with the one it was made from.
        List<String> classPath = new ArrayList<>(entries(true));
        classPath.addAll(entries(false));
        return List.of(
                "-XX:SharedArchiveFile=" + FILE, "-Xlog:disable", "-cp", String.join(File.pathSeparator, classPath));
    }

    private static Path existing() {
        Path target = Path.of("target").toAbsolutePath();
        Path archive = target.resolve("connector-" + Long.toHexString(fingerprint()) + ".jsa");
        if (!Files.exists(archive)) {
            try {
                make(archive, Files.createTempDirectory(target, "class-archive"));
            } catch (Exception e) {
                throw new IllegalStateException("a connector did not come so far that its classes could be kept", e);
            }
        }
        return archive;
    }

    private static void make(Path archive, Path folder) throws Exception {
        Path loaded = folder.resolve("loaded");
        try (ConnectorProcess connector = new ConnectorProcess(
                folder,
                TestContent.repository(),
                Map.of(),
                List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + loaded, "-cp", JARS),
                Map.of())) {
            connector.awaitReady();
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                machines.publish(DEVICE, true);
            }
            connector.awaitCases(Set.of(DEVICE + "|machine-maintenance/overstrain"), ConnectorProcess.PATIENCE);
        }
        Path classes = folder.resolve("classes");
        // Lambda proxies of a class that cannot be archived make the dump fail.
        Files.write(
                classes,
                Files.readAllLines(loaded).stream()
                        .filter(line -> !line.startsWith("@lambda"))
                        .toList());
        Process dump = new ProcessBuilder(
                        ConnectorProcess.java(),
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + classes,
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        JARS)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("dump.log").toFile())
                .start();
        if (dump.waitFor() != 0) {
            throw new IllegalStateException("the dump failed: see " + folder.resolve("dump.log"));
        }
    }

    /** Another build is another archive. */
    private static long fingerprint() {
        return entries(true).stream()
                .map(File::new)
                .mapToLong(jar -> jar.getName().hashCode() * 31L + jar.lastModified() + jar.length())
                .reduce(0, (all, jar) -> all * 31 + jar);
    }

    /** @param jars whether those of the class path, or everything else */
    private static List<String> entries(boolean jars) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") == jars)
                .toList();
    }
}
