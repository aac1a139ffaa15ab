package io.casewire.localorg.error;

import java.util.List;

/** One error as Salesforce reports it: for a whole call, or for one row of it. */
public record ApiError(StatusCode code, String message, List<String> fields) {
    public ApiError {
        fields = List.copyOf(fields);
    }
}
