package io.casewire.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What {@code casewire.parties} says of the org itself, under the key {@code org}.
 *
 * @param sandbox whether it is a copy to try things in; null where the org did not say
 * @param registrationAccountId the Account new Assets belong to, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrgRecord(
        int version,
        String orgId,
        String locale,
        String timeZone,
        @Nullable Boolean sandbox,
        @Nullable String registrationAccountId) {
    /** The key it stands under. */
    public static final String KEY = "org";
}
