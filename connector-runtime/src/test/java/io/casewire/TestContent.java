package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.model.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shipped content, or a changed copy of it. */
public final class TestContent {
    public static final String LIMITS = "rules/machine-maintenance/limits.csv";

    private static final List<String> OTHER_DOMAINS = List.of("finance", "health", "retail");

    private final TreeMap<String, String> files;

    private TestContent(TreeMap<String, String> files) {
        this.files = files;
    }

    /** The repository's root: Maven runs tests in the module's folder. */
    public static Path repository() {
        return Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    }

    public static TestContent shipped() {
        try {
            return new TestContent(new TreeMap<>(ContentFiles.read(repository()).texts()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestContent without(String path) {
        assertThat(files.remove(path)).as(path).isNotNull();
        return this;
    }

    public TestContent with(String path, String text) {
        files.put(path, text);
        return this;
    }

    /** @param fields what else counts of devices, each as in {@code site: Account.Site} */
    public TestContent declaring(String... fields) {
        String lines = Stream.of(fields).map(field -> "    " + field + "\n").collect(Collectors.joining());
        return change("mappings/identity.yaml", text -> text.replace("  fields:\n", "  fields:\n" + lines));
    }

    /** @param signals each as in {@code { name: silent, function: silence, window: 5m }} */
    public TestContent withSignals(String path, String... signals) {
        return with(
                path,
                """
                apiVersion: casewire.io/v1
                kind: Signals
                domain: machine-maintenance
                purpose: machine-maintenance
                signals:
                """
                        + Stream.of(signals)
                                .map(signal -> "  - " + signal + "\n")
                                .collect(Collectors.joining()));
    }

    /** A rule about machines that said nothing for two minutes. @param annotations of it, beside purpose and severity */
    public TestContent withSilence(String annotations) {
        return withSignals("mappings/signals/silence.yaml", "{ name: silent, function: silence, window: 2m }")
                .with(
                        "rules/machine-maintenance/silent.drl",
                        """
                        package machine_maintenance

                        rule "machine-maintenance/silent"
                          @purpose( "machine-maintenance" ) @severity( "high" ) %s
                        when
                          $reading : Reading( signals.silent == true )
                        then
                          conditions.holds( $reading );
                        end
                        """
                                .formatted(annotations))
                .change(
                        "rules/machine-maintenance/texts.yaml",
                        text -> text
                                + """
                            machine-maintenance/silent:
                              subject: "{device.name} is silent"
                              reason: "{device.name} said nothing since {reading.eventAt}"
                        """);
    }

    public TestContent change(String path, UnaryOperator<String> change) {
        String before = Objects.requireNonNull(files.get(path), path);
        String after = change.apply(before);
        assertThat(after).as("the change to " + path + " changes something").isNotEqualTo(before);
        files.put(path, after);
        return this;
    }

    /** The shipped content as {@link #writeTo} writes it, in a folder that nobody changes. */
    public static Path machines() {
        return Machines.FOLDER;
    }

    private static final class Machines {
        private static final Path FOLDER = write();

        private static Path write() {
            try {
                Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
                return shipped().writeTo(Files.createTempDirectory(target, "machines"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Writes it to a folder, with the metadata beside it that {@code run} deploys into a local org. Machines only, and without the cases,
     * which are about the shipped rules: compiling all domains and playing all cases takes seconds of every start.
     */
    public Path writeTo(Path folder) throws IOException {
        withoutCases();
        files.entrySet().removeIf(file -> OTHER_DOMAINS.stream().anyMatch(it -> isOf(it, file)));
        return writeAllTo(folder);
    }

    /** They are about the shipped rules. */
    public TestContent withoutCases() {
        files.keySet().removeIf(path -> !path.startsWith("consent/") && path.contains("/cases/"));
        return this;
    }

    private static boolean isOf(String domain, Map.Entry<String, String> file) {
        return file.getKey().startsWith("rules/" + domain + "/")
                || file.getKey().startsWith("mappings/formats/" + domain)
                || file.getKey().startsWith("mappings/signals/" + domain)
                || file.getValue().contains("domains: [" + domain + "]");
    }

    /** Writes it to a folder as it is, with the metadata beside it that {@code run} deploys into a local org. */
    public Path writeAllTo(Path folder) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.writeString(target, file.getValue());
        }
        Files.createSymbolicLink(
                folder.resolve("salesforce-metadata"), repository().resolve("salesforce-metadata"));
        return folder;
    }

    public ContentFiles files() {
        return new ContentFiles(files);
    }

    public Content load() {
        List<Finding> findings = new ArrayList<>();
        Content content = ContentLoader.load(files(), findings::add);
        assertThat(findings).isEmpty();
        return Objects.requireNonNull(content);
    }

    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        ContentLoader.load(files(), findings::add);
        return findings;
    }
}
