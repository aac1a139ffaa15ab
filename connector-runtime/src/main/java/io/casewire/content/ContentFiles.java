package io.casewire.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files users edit, by path relative to the content folder, with {@code /} on every system.
 *
 * <p>A spreadsheet counts as the CSV of its first sheet. Their version is a hash of paths and bytes, so two folders with the same version decide the same.
 */
public record ContentFiles(SortedMap<String, String> texts) {
    /** What stands for bytes that are no character, and for a spreadsheet that is none. */
    static final String UNREADABLE = "\uFFFD";

    /** Some programs begin a file with it. */
    private static final String MARK = "\uFEFF";

    /** Its text is its first sheet, as CSV. */
    static final String SPREADSHEET = ".xlsx";

    /** The folders that are content; whatever stands beside them is not. */
    public static final List<String> FOLDERS = List.of("camel-routes", "mappings", "rules", "consent");

    public ContentFiles {
        texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }

    public static ContentFiles read(Path folder) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (String name : FOLDERS) {
            Path sub = folder.resolve(name);
            if (Files.isDirectory(sub)) {
                try (Stream<Path> files = Files.walk(sub)) {
                    for (Path file : files.filter(ContentFiles::isContent).toList()) {
                        String path = folder.relativize(file).toString().replace('\\', '/');
                        texts.put(path, text(path, Files.readAllBytes(file)));
                    }
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }
        }
        return new ContentFiles(texts);
    }

    /** What cannot be read is told with its line when it is loaded. */
    private static String text(String path, byte[] bytes) {
        if (!path.endsWith(SPREADSHEET)) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
        }
        try {
            return Spreadsheet.toCsv(bytes);
        } catch (IOException e) {
            return UNREADABLE;
        }
    }

    /** Not what editors keep beside a file while somebody writes. */
    private static boolean isContent(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && !name.startsWith("~$") && !name.endsWith("~") && Files.isRegularFile(file);
    }

    /** Files below a folder with an ending, cases left out. */
    SortedMap<String, String> below(String folder, String ending) {
        return find(folder, ending, false);
    }

    /** Whether any file speaks of a place, as {@code limits.maxTorque}; in a comment, too. */
    boolean mentions(String place) {
        Pattern whole = Pattern.compile("\\b" + Pattern.quote(place) + "\\b");
        return texts.values().stream().anyMatch(text -> whole.matcher(text).find());
    }

    /** The cases below a folder. */
    public SortedMap<String, String> casesBelow(String folder) {
        return find(folder, ".yaml", true);
    }

    private SortedMap<String, String> find(String folder, String ending, boolean cases) {
        SortedMap<String, String> found = new TreeMap<>();
        texts.forEach((path, text) -> {
            if (path.startsWith(folder) && path.endsWith(ending) && path.contains("/cases/") == cases) {
                found.put(path, text);
            }
        });
        return found;
    }

    /** Twelve hexadecimal digits. */
    public String version() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            texts.forEach((path, text) -> {
                digest.update(path.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
