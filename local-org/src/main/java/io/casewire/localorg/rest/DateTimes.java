package io.casewire.localorg.rest;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Times in addresses, as clients write them: with an offset or Z, where the plus may have become a space. */
final class DateTimes {
    private DateTimes() {}

    static Instant read(String parameter, String text) {
        try {
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeParseException e) {
            throw new ApiException(
                    StatusCode.INVALID_FIELD, parameter + " is no time such as 2026-01-31T10:00:00+00:00");
        }
    }
}
