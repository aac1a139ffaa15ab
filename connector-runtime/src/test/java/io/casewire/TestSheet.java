package io.casewire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Spreadsheets of the smallest kind, written by hand as ECMA-376 has them. */
public final class TestSheet {
    private TestSheet() {}

    public static byte[] xlsx(String... rows) throws IOException {
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
    public static String row(int number, String... cells) {
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
    public static byte[] limits(int line, String value) throws IOException {
        List<String> rows = new ArrayList<>();
        int number = 1;
        for (String csv :
                TestContent.shipped().files().texts().get(TestContent.LIMITS).split("\n")) {
            String[] cells = csv.split(",", 5);
            cells[4] = cells[4].replace("\"", "");
            if (number == line) {
                cells[2] = value;
            }
            rows.add(row(number++, cells));
        }
        return xlsx(rows.toArray(String[]::new));
    }
}
