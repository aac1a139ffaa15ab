package io.casewire.localorg.flow;

/** A flow that could not go on; what it did is undone. */
final class FlowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String element;

    FlowException(String element, String message) {
        super(message, null, false, false);
        this.element = element;
    }

    String element() {
        return element;
    }
}
