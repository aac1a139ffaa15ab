package io.casewire.mapping;

/** An expression fails on what it was given; the message holds no value of that. */
final class ExpressionFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String place;

    /** @param place file, line and column */
    ExpressionFailedException(String place, String message) {
        super(message);
        this.place = place;
    }

    String place() {
        return place;
    }
}
