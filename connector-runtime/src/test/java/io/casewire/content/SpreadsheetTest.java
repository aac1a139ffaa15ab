package io.casewire.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.TestContent;
import io.casewire.TestSheet;
import io.casewire.model.Finding;
import io.casewire.rules.RuleGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that business users keep in a spreadsheet. */
class SpreadsheetTest {
    private static final String SHEET = "rules/machine-maintenance/limits.xlsx";

    @TempDir
    private Path folder;

    private List<Finding> findings(byte[] limits) throws IOException {
        Path content = TestContent.shipped()
                .without(TestContent.LIMITS)
                .writeTo(Files.createDirectory(folder.resolve("content")));
        Files.write(content.resolve(SHEET), limits);
        List<Finding> findings = new ArrayList<>();
        Content loaded = ContentLoader.load(ContentFiles.read(content), findings::add);
        if (loaded != null) {
            assertThat(loaded.rules()).extracting(RuleGroup::domain).contains("machine-maintenance");
        }
        return findings;
    }

    @Test
    void shouldReadCellsAsTheyAreShown() throws IOException {
        byte[] sheet = TestSheet.xlsx(
                TestSheet.row(1, "limit", "value", "description"),
                TestSheet.row(3, "speed", "<c><f>A1*2</f><v>0.5</v></c>", "two\nlines, and a comma"),
                TestSheet.row(4, "heat", "12000", "<c t=\"b\"><v>1</v></c>"));

        assertThat(Spreadsheet.toCsv(sheet))
                .isEqualTo("limit,value,description\n\nspeed,0.5,\"two lines, and a comma\"\nheat,12000,true\n");
    }

    @Test
    void shouldRefuseWhatIsNoSpreadsheet() {
        assertThatThrownBy(() -> Spreadsheet.toCsv("limit,value".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldTakeLimitsFromASheet() throws IOException {
        assertThat(findings(TestSheet.limits(0, ""))).isEmpty();
    }

    @Test
    void shouldNameTheRowOfAFormulaError() throws IOException {
        assertThat(findings(TestSheet.limits(7, "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.where()).isEqualTo(SHEET + ":7:3");
                    assertThat(finding.what()).contains("'#DIV/0!' is not a number");
                });
    }

    @Test
    void shouldSayThatAFileIsDamaged() throws IOException {
        assertThat(findings(new byte[] {'P', 'K', 3, 4, 0}))
                .anySatisfy(finding -> assertThat(finding.toString()).contains(SHEET, "not a spreadsheet"));
    }

    @Test
    void shouldNotChooseBetweenTwo() throws IOException {
        Path content = TestContent.shipped().writeTo(Files.createDirectory(folder.resolve("content")));
        Files.write(content.resolve(SHEET), TestSheet.limits(0, ""));
        List<Finding> findings = new ArrayList<>();
        ContentLoader.load(ContentFiles.read(content), findings::add);

        assertThat(findings).singleElement().satisfies(finding -> assertThat(finding.what())
                .contains(TestContent.LIMITS));
    }
}
