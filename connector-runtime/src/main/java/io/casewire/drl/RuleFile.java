package io.casewire.drl;

/** One .drl file: its path as people know it, and its text. */
public record RuleFile(String path, String text) {

    /** File and line of a character of the text. */
    public String place(int at) {
        return path + ":"
                + (1 + text.substring(0, at).chars().filter(it -> it == '\n').count());
    }
}
