package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.config.Settings;
import io.casewire.config.SettingsReader;
import io.casewire.content.ContentFiles;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Publication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateTest {
    private static final String LIMITS = "rules/machine-maintenance/limits.csv";

    @TempDir
    private Path folder;

    private Settings settings(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("casewire.yaml"), yaml);
        return Objects.requireNonNull(SettingsReader.read(file, name -> null, finding -> {}));
    }

    @Test
    void shouldTakeWhatIsShipped() throws IOException {
        Candidate candidate = Candidate.of(TestContent.shipped().files(), settings(""));

        assertThat(candidate.findings()).isEmpty();
        assertThat(Objects.requireNonNull(candidate.content()).version()).isEqualTo(candidate.version());
    }

    @Test
    void shouldRefuseWhatHasFindings() throws IOException {
        Candidate candidate = Candidate.of(
                TestContent.shipped()
                        .change(LIMITS, csv -> csv.replace("12000", "twelve"))
                        .files(),
                settings(""));

        assertThat(candidate.content()).isNull();
        assertThat(candidate.findings()).extracting(Finding::where).containsExactly(LIMITS + ":7:17");
    }

    @Test
    void shouldRefuseWhatItsCasesSayOtherwise() throws IOException {
        Candidate candidate = Candidate.of(
                TestContent.shipped()
                        .change(LIMITS, csv -> csv.replace("M,12000", "M,13000"))
                        .files(),
                settings(""));

        assertThat(candidate.content()).isNull();
        assertThat(candidate.findings()).extracting(Finding::code).containsOnly(FindingCode.CONTENT_CASE);
        assertThat(candidate.findings())
                .extracting(Finding::where)
                .contains("rules/machine-maintenance/cases/overstrain.yaml:8:5");
    }

    @Test
    void shouldRefuseWhatTheBudgetSharesWithAMappingThatIsNotThere() throws IOException {
        Candidate candidate =
                Candidate.of(TestContent.shipped().files(), settings("budget: { shares: { cases: 10% } }\n"));

        assertThat(candidate.findings()).extracting(Finding::where).containsExactly("budget.shares.cases");
    }

    @Test
    void shouldLeaveOutWhatEditorsKeepBesideAFile() throws IOException {
        Path content = TestContent.shipped().writeAllTo(Files.createDirectory(folder.resolve("content")));
        String version = ContentFiles.read(content).version();

        Files.write(content.resolve("rules/machine-maintenance/.limits.csv.swp"), new byte[] {(byte) 0xff, 0, 1});
        Files.writeString(content.resolve("rules/machine-maintenance/limits.csv~"), "before");

        assertThat(ContentFiles.read(content).version()).isEqualTo(version);
    }

    @Test
    void shouldTakeAFileThatBeginsWithAMark() throws IOException {
        Path content = TestContent.shipped().writeAllTo(Files.createDirectory(folder.resolve("content")));
        Path limits = content.resolve(LIMITS);
        Files.writeString(limits, "\uFEFF" + Files.readString(limits));

        assertThat(Candidate.of(ContentFiles.read(content), settings("")).findings())
                .isEmpty();
    }

    @Test
    void shouldSayWhichCharacterIsNotUtf8() throws IOException {
        Path content = TestContent.shipped().writeAllTo(Files.createDirectory(folder.resolve("content")));
        Path limits = content.resolve(LIMITS);
        Files.write(limits, Files.readString(limits).getBytes(StandardCharsets.ISO_8859_1));

        Candidate candidate = Candidate.of(ContentFiles.read(content), settings(""));

        assertThat(candidate.findings()).hasSize(1).first().satisfies(finding -> {
            assertThat(finding.where()).isEqualTo(LIMITS + ":6");
            assertThat(finding.what()).contains("save the file as UTF-8");
        });
    }

    @Test
    void shouldAskGitWhereFilesComeFrom() throws Exception {
        Path content = TestContent.shipped().writeAllTo(Files.createDirectory(folder.resolve("content")));
        assertThat(GitCheckout.of(content)).isEqualTo(Publication.Origin.UNKNOWN);

        git(content, "init", "-q");
        git(content, "add", ".");
        git(content, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "content");
        Publication.Origin committed = GitCheckout.of(content);
        Files.writeString(content.resolve("mappings/new.yaml"), "kind: Signals");

        assertThat(committed.commit()).matches("[0-9a-f]{40}");
        assertThat(committed.changed()).isFalse();
        assertThat(GitCheckout.of(content)).isEqualTo(new Publication.Origin(committed.commit(), true));
    }

    private static void git(Path folder, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = folder.toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
