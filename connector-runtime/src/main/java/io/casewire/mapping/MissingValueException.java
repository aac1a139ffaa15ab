package io.casewire.mapping;

/** A record or a command lacks what it may not lack; becomes a finding in the stage. */
final class MissingValueException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingValueException(String where) {
        super(where, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
