package io.casewire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The AI4I 2020 recording (Matzka 2020, CC BY 4.0), read on its own: what the connector decides is held against it. */
public final class Ai4i {
    public static final Path FILE =
            Objects.requireNonNull(TestContent.repository().getParent()).resolve("shared/data/ai4i2020/ai4i2020.csv");

    /** One row, with its labels. */
    public record Row(
            String device, String type, double toolWear, double torque, boolean hdf, boolean pwf, boolean osf) {}

    private Ai4i() {}

    public static List<Row> rows() {
        assumeTrue(Files.exists(FILE), () -> "skipped: the recordings folder is missing: " + FILE);
        try {
            List<Row> rows = new ArrayList<>();
            for (String line : Files.readAllLines(FILE)) {
                String[] cells = line.split(",");
                if (cells.length == 14 && !cells[1].equals("Product ID")) {
                    rows.add(new Row(
                            cells[1],
                            cells[2],
                            Double.parseDouble(cells[7]),
                            Double.parseDouble(cells[6]),
                            cells[10].equals("1"),
                            cells[11].equals("1"),
                            cells[12].equals("1")));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What has to become a Case: {@code device|condition}. */
    public static Set<String> expected(List<Row> rows) {
        Set<String> expected = new TreeSet<>();
        for (Row row : rows) {
            if (row.hdf()) {
                expected.add(row.device() + "|machine-maintenance/heat dissipation");
            }
            if (row.pwf()) {
                expected.add(row.device() + "|machine-maintenance/power");
            }
            if (row.osf()) {
                expected.add(row.device() + "|machine-maintenance/overstrain");
            }
        }
        return expected;
    }
}
