package io.casewire.consent;

import io.casewire.model.DataClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What data is used for, as {@code consent/purposes.yaml} declares it.
 *
 * @param legalBasis the ground the processing stands on, for example {@code legitimateInterest} or {@code consent}
 * @param dataUsePurpose what the org calls it: the Name of its DataUsePurpose
 * @param dataClasses what it needs to see
 * @param activities what it does, where law asks more of that
 * @param channels how people are reached for it
 * @param minimumAge of people whose data it may use; 0 for any
 * @param recipients who gets to see what comes of it
 * @param retention for how long, in words
 * @param maxConsentAge how old what is known of people's consent may be when their data leaves; null for any age
 */
public record Purpose(
        String name,
        String legalBasis,
        String description,
        String dataUsePurpose,
        Set<DataClass> dataClasses,
        Set<Activity> activities,
        Set<Channel> channels,
        int minimumAge,
        List<String> recipients,
        @Nullable String retention,
        @Nullable Duration maxConsentAge) {

    /** @param current what was said before this time is known */
    public boolean isOutlived(Instant current, Instant now) {
        return maxConsentAge != null && current.isBefore(now.minus(maxConsentAge));
    }

    /** Whether it makes a difference how old people are. */
    public boolean asksForAge() {
        return minimumAge > 0
                || legalBasis.equals("consent")
                || !Collections.disjoint(
                        activities,
                        EnumSet.of(Activity.MARKETING, Activity.PROFILING, Activity.SALE, Activity.SHARING));
    }

    /** Whether it uses what belongs to a class. */
    public boolean needs(DataClass dataClass) {
        return dataClasses.contains(dataClass);
    }

    /** Of its name: it is asked for with every reading, and no two have the same. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
