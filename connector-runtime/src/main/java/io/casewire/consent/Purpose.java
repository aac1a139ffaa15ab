package io.casewire.consent;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What data is used for, as {@code consent/purposes.yaml} declares it.
 *
 * @param legalBasis the ground the processing stands on, for example {@code legitimateInterest} or {@code consent}
 * @param maxConsentAge how old what is known of people's consent may be when their data leaves; null for any age
 */
public record Purpose(String name, String legalBasis, String description, @Nullable Duration maxConsentAge) {

    /** @param current what was said before this time is known */
    public boolean isOutlived(Instant current, Instant now) {
        return maxConsentAge != null && current.isBefore(now.minus(maxConsentAge));
    }
}
