package io.casewire.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that somebody wrote, and where in it each value stands.
 *
 * @param path as people see it, such as {@code mappings/case.yaml}
 * @param marks by JSON pointer, in which nothing is escaped: line and column, both from 1, with a colon between
 */
public record SourceFile(String path, Map<String, String> marks) {
    public SourceFile {
        marks = Map.copyOf(marks);
    }

    /** One of which nothing is known but its path. */
    public static SourceFile of(String path) {
        return new SourceFile(path, Map.of());
    }

    /** File, line and column of a JSON pointer, or of the nearest value around it. */
    public String place(String pointer) {
        String at = pointer;
        while (true) {
            String mark = marks.get(at);
            if (mark != null) {
                return path + ":" + mark;
            }
            if (at.isEmpty()) {
                return path;
            }
            at = at.substring(0, at.lastIndexOf('/'));
        }
    }

    /** Whoever asks whether something is declared otherwise does not mean that its lines moved. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceFile file && path.equals(file.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path;
    }
}
