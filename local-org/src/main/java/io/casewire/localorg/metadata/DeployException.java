package io.casewire.localorg.metadata;

/** A component, or the whole zip, that cannot be deployed. */
public final class DeployException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String component;

    /** @param line where in the file; 1 when the problem has no place of its own */
    public DeployException(String component, int line, String problem) {
        super(problem, null, false, false);
        this.component = component;
        this.line = line;
    }

    public String component() {
        return component;
    }

    /** Where in the file; 1 when the problem has no place of its own. */
    public int line() {
        return line;
    }
}
