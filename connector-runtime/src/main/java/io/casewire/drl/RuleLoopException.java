package io.casewire.drl;

/** The rules fired without end. */
public final class RuleLoopException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RuleLoopException(int firings) {
        super("stopped after " + firings + " firings");
    }
}
