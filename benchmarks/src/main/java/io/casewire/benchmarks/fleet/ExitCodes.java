package io.casewire.benchmarks.fleet;

/** What a command's exit code says. */
final class ExitCodes {
    static final int OK = 0;
    /** Something was lost or is there twice. */
    static final int NOT_CLEAN = 1;
    /** Broker, Kafka or org did not answer as needed. */
    static final int UNREACHABLE = 3;

    private ExitCodes() {}
}
