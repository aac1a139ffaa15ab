package io.casewire.benchmarks.anomalies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A series and the windows in which something was unusual, from a folder laid out as NAB is: {@code data/FAMILY/FILE.csv} with
 * a time and a value, and {@code labels/combined_windows.json}.
 *
 * @param name FAMILY/FILE.csv
 * @param times epoch milliseconds; the files name no zone
 * @param windows in order of time
 */
public record NabRecording(String name, Path file, long[] times, double[] values, List<Window> windows) {
    private static final double PROBATION = 0.15;
    private static final int LONGEST_PROBATION = 750;

    /** Rows, the last one included. */
    record Window(int first, int last) {
        int rows() {
            return last - first + 1;
        }

        boolean holds(int row) {
            return row >= first && row <= last;
        }
    }

    /** @throws IOException when the folder is laid out otherwise */
    public static List<NabRecording> all(Path folder) throws IOException {
        JsonNode labels = new ObjectMapper()
                .readTree(folder.resolve("labels")
                        .resolve("combined_windows.json")
                        .toFile());
        Path data = folder.resolve("data");
        List<NabRecording> recordings = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".csv")).sorted().toList()) {
                recordings.add(read(data, file, labels));
            }
        }
        return recordings;
    }

    private static NabRecording read(Path data, Path file, JsonNode labels) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int rows = lines.size() - 1;
        long[] times = new long[rows];
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            String[] row = lines.get(i + 1).split(",", -1);
            times[i] = millis(row[0]);
            values[i] = Double.parseDouble(row[1]);
        }
        String name = data.relativize(file).toString().replace('\\', '/');
        List<Window> windows = new ArrayList<>();
        for (JsonNode window : labels.path(name)) {
            windows.add(new Window(
                    firstFrom(times, millis(window.path(0).asText())),
                    firstFrom(times, millis(window.path(1).asText()) + 1) - 1));
        }
        return new NabRecording(name, file, times, values, windows);
    }

    private static long millis(String time) {
        return LocalDateTime.parse(time.strip().replace(' ', 'T'))
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
    }

    private static int firstFrom(long[] times, long time) {
        int found = Arrays.binarySearch(times, time);
        return found < 0 ? -found - 1 : found;
    }

    public int rows() {
        return times.length;
    }

    /** Rows at the beginning that are not judged. */
    int probation() {
        return (int) Math.min(Math.floor(PROBATION * rows()), LONGEST_PROBATION);
    }

    public String family() {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    boolean isNormal(int row) {
        return windows.stream().noneMatch(window -> window.holds(row));
    }
}
