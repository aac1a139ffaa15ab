package io.casewire.salesforce;

import io.casewire.consent.ConsentPolicies;
import io.casewire.identity.IdentityPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often the org is read.
 *
 * @param every Assets and who owns them
 * @param peopleEvery what people said
 */
public record ReadPace(Duration every, Duration peopleEvery) {
    private static final Duration PEOPLE_EVERY = Duration.ofMinutes(10);
    /** DataUsePurpose and four objects that say more of it. */
    private static final int USES_CALLS = 5;
    /** For as many people as a query names: their Assets, Leads and four kinds of statements. */
    private static final int SAMPLE_CALLS = 6;

    /** So often that two reads may fail before what is known is too old. */
    public static ReadPace of(IdentityPolicy policy, ConsentPolicies policies) {
        @Nullable Duration maxAge = policies.shortestMaxAge();
        Duration often = maxAge == null ? PEOPLE_EVERY : maxAge.dividedBy(3);
        return new ReadPace(shorter(often, policy.refresh()), shorter(often, PEOPLE_EVERY));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** What it costs while nothing changes, in API calls. */
    public long callsPerDay(boolean personAccounts) {
        long ofPeople = USES_CALLS + ChangedPeople.CALLS + (personAccounts ? 1 : 0);
        long ofSample = (DailySample.SIZE / OrgSync.IDS_IN_QUERY) * (long) SAMPLE_CALLS;
        return timesADay(every) + timesADay(peopleEvery) * ofPeople + ofSample;
    }

    private static long timesADay(Duration each) {
        return Duration.ofDays(1).toMillis() / Math.max(1, each.toMillis());
    }
}
