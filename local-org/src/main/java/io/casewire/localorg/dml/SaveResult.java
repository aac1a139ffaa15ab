package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one row. */
public record SaveResult(@Nullable String id, boolean created, List<ApiError> errors) {
    public static SaveResult saved(String id, boolean created) {
        return new SaveResult(id, created, List.of());
    }

    public static SaveResult refused(ApiError error) {
        return new SaveResult(null, false, List.of(error));
    }

    public boolean success() {
        return errors.isEmpty();
    }
}
