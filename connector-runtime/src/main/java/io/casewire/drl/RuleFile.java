package io.casewire.drl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One .drl file: its path as people know it, and its text. */
public record RuleFile(String path, String text) {
    private static final Pattern UNREAD = Pattern.compile("\"[^\"\n]*\"|'[^'\n]*'|//[^\n]*|(?s:/\\*.*?\\*/)");

    /** File, line and column of a character of the text. */
    public String place(int at) {
        String before = text.substring(0, at);
        return path + ":" + (1 + before.chars().filter(it -> it == '\n').count()) + ":"
                + (at - before.lastIndexOf('\n'));
    }

    /**
     * Where something stands, outside of comments and of texts.
     *
     * @param line from which on, from 1; 0 where it is not known
     */
    String placeOf(String sought, int line) {
        return placeOf(Pattern.compile("(?<![\\w.])" + Pattern.quote(sought) + "(?!\\w)"), line);
    }

    /** @see #placeOf(String, int) */
    String placeOf(Pattern sought, int line) {
        Matcher matcher = sought.matcher(bare());
        if (matcher.find(line > 0 ? start(line) : 0)) {
            return place(matcher.start());
        }
        return line > 0 ? path + ":" + line : path;
    }

    /** Whether a rule calls something by this name: {@code $wear : toolWear}. */
    boolean binds(String name) {
        return Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "\\s*:")
                .matcher(bare())
                .find();
    }

    /** The text, with blanks where it says nothing to Drools. */
    private String bare() {
        return UNREAD.matcher(text).replaceAll(match -> match.group().replaceAll("[^\n]", " "));
    }

    private int start(int line) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            at = text.indexOf('\n', at) + 1;
        }
        return at;
    }
}
