package io.casewire.model;

import java.util.Map;

/**
 * A file that somebody wrote, and where in it each value stands.
 *
 * @param path as people see it, such as {@code mappings/case.yaml}
 * @param marks by JSON pointer: line and column, both from 1, with a colon between
 */
public record SourceFile(String path, Map<String, String> marks) {

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

    @Override
    public String toString() {
        return path;
    }
}
