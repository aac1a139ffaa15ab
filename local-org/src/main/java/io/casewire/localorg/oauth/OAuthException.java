package io.casewire.localorg.oauth;

/** A login that is refused; always HTTP 400 with an {@code error} and its description. */
final class OAuthException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String error;
    private final String description;

    OAuthException(String error, String description) {
        super(error + ": " + description, null, false, false);
        this.error = error;
        this.description = description;
    }

    String error() {
        return error;
    }

    String description() {
        return description;
    }
}
