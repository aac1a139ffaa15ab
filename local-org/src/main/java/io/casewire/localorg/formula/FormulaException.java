package io.casewire.localorg.formula;

/** A formula that cannot be used; the message says why, naming the function or the position. */
public final class FormulaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FormulaException(String message) {
        super(message);
    }
}
