package io.casewire.localorg.error;

import java.util.List;

/** A call or a row was refused. It is an answer to the client, not a failure of the org, so it has no stack trace. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public ApiException(ApiError error) {
        super(error.code().code() + ": " + error.message(), null, false, false);
        this.error = error;
    }

    public ApiException(StatusCode code, String message) {
        this(new ApiError(code, message, List.of()));
    }

    public ApiException(StatusCode code, String message, String field) {
        this(new ApiError(code, message, List.of(field)));
    }

    public ApiError error() {
        return error;
    }
}
