package io.casewire.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.TestContent;
import io.casewire.model.Finding;
import io.casewire.rules.RuleGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spreadsheets of the smallest kind, written by hand as ECMA-376 has them. */
class SpreadsheetTest {
    private static final String LIMITS = "rules/machine-maintenance/limits.csv";
    private static final String SHEET = "rules/machine-maintenance/limits.xlsx";

    @TempDir
    private Path folder;

    private static byte[] xlsx(String... rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(
                    zip,
                    "[Content_Types].xml",
                    """
                    <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
                    <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                    <Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
                    <Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
                    </Types>""");
            entry(
                    zip,
                    "_rels/.rels",
                    """
                    <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                    <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
                    </Relationships>""");
            entry(
                    zip,
                    "xl/workbook.xml",
                    """
                    <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
                    <sheets><sheet name="Limits" sheetId="1" r:id="rId1"/></sheets></workbook>""");
            entry(
                    zip,
                    "xl/_rels/workbook.xml.rels",
                    """
                    <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                    <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
                    </Relationships>""");
            entry(
                    zip,
                    "xl/worksheets/sheet1.xml",
                    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
                            + String.join("", rows) + "</sheetData></worksheet>");
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** @param cells each a text, a number, or what stands between the tags of a cell */
    private static String row(int number, String... cells) {
        StringBuilder row = new StringBuilder("<row r=\"" + number + "\">");
        for (int i = 0; i < cells.length; i++) {
            String place = " r=\"" + (char) ('A' + i) + number + "\"";
            if (cells[i].startsWith("<c")) {
                row.append(cells[i].replaceFirst("<c", "<c" + place));
            } else if (cells[i].matches("[0-9.]+")) {
                row.append("<c").append(place).append("><v>").append(cells[i]).append("</v></c>");
            } else if (!cells[i].isEmpty()) {
                row.append("<c")
                        .append(place)
                        .append(" t=\"inlineStr\"><is><t>")
                        .append(cells[i])
                        .append("</t></is></c>");
            }
        }
        return row.append("</row>").toString();
    }

    /** The shipped limits as a sheet. @param line of the one that has another value */
    private static byte[] limits(int line, String value) throws IOException {
        List<String> rows = new ArrayList<>();
        int number = 1;
        for (String csv : TestContent.shipped().files().texts().get(LIMITS).split("\n")) {
            String[] cells = csv.split(",", 5);
            cells[4] = cells[4].replace("\"", "");
            if (number == line) {
                cells[2] = value;
            }
            rows.add(row(number++, cells));
        }
        return xlsx(rows.toArray(String[]::new));
    }

    private List<Finding> findings(byte[] limits) throws IOException {
        Path content = TestContent.shipped().without(LIMITS).writeTo(Files.createDirectory(folder.resolve("content")));
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
        byte[] sheet = xlsx(
                row(1, "limit", "value", "description"),
                row(3, "speed", "<c><f>A1*2</f><v>0.5</v></c>", "two\nlines, and a comma"),
                row(4, "heat", "12000", "<c t=\"b\"><v>1</v></c>"));

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
        assertThat(findings(limits(0, ""))).isEmpty();
    }

    @Test
    void shouldNameTheRowOfAFormulaError() throws IOException {
        assertThat(findings(limits(7, "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>")))
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
        Files.write(content.resolve(SHEET), limits(0, ""));
        List<Finding> findings = new ArrayList<>();
        ContentLoader.load(ContentFiles.read(content), findings::add);

        assertThat(findings).singleElement().satisfies(finding -> assertThat(finding.what())
                .contains(LIMITS));
    }
}
