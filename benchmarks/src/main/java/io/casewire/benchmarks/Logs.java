package io.casewire.benchmarks;

/** Where these programs' logs go. */
public final class Logs {
    private static final String SETTING = "logback.configurationFile";

    private Logs() {}

    /** To standard error, warnings only; before the first logger is made, and whatever else is on the class path. */
    public static void toStandardError() {
        if (System.getProperty(SETTING) == null) {
            System.setProperty(SETTING, "io/casewire/benchmarks/logback.xml");
        }
    }
}
