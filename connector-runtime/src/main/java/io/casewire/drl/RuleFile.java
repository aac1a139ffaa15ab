package io.casewire.drl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One .drl file: its path as people know it, and its text. */
public record RuleFile(String path, String text) {

    /** File, line and column of a character of the text. */
    public String place(int at) {
        String before = text.substring(0, at);
        return path + ":" + (1 + before.chars().filter(it -> it == '\n').count()) + ":"
                + (at - before.lastIndexOf('\n'));
    }

    /**
     * Where a text stands: in a line, or else anywhere in the file.
     *
     * @param line from 1; 0 where it is not known
     */
    String place(int line, String sought) {
        return place(line, Pattern.compile("(?<![\\w.])" + Pattern.quote(sought) + "(?!\\w)"));
    }

    /** Likewise. */
    String place(int line, Pattern sought) {
        String known = line > 0 ? path + ":" + line : path;
        int from = line > 0 ? start(line) : 0;
        Matcher matcher = sought.matcher(text);
        if (!matcher.find(from)) {
            return known;
        }
        String place = place(matcher.start());
        return line == 0 || place.startsWith(known + ":") ? place : known;
    }

    private int start(int line) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            at = text.indexOf('\n', at) + 1;
        }
        return at;
    }
}
