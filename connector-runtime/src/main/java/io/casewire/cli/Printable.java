package io.casewire.cli;

/** Words of others on a terminal: without what could steer it. */
final class Printable {
    private Printable() {}

    /** Control and format characters are replaced; lines and tabs stay. */
    static String text(String words) {
        return words.replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]", "\uFFFD");
    }
}
