package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the org said of one of its allowances.
 *
 * @param version of this envelope
 * @param name as in the {@code limits} resource
 * @param max most that may be used: calls and events in the allowance's own time, megabytes of storage
 * @param remaining what was left; it may be some minutes old when it is said (Salesforce REST API guide: Limits)
 * @param at when the answer was read, epoch milliseconds
 */
@JsonPropertyOrder(alphabetic = true)
public record Allowance(int version, String name, long max, long remaining, long at) {
    /** The version written today. */
    public static final int VERSION = 1;

    /** API calls in 24 hours. */
    public static final String API_CALLS = "DailyApiRequests";

    /** Platform events published in an hour. */
    public static final String PUBLISHED = "HourlyPublishedPlatformEvents";

    /** Platform events delivered in 24 hours, once for each subscriber. */
    public static final String DELIVERED = "DailyDeliveredPlatformEvents";

    /** Batches of Bulk jobs in 24 hours. */
    public static final String BULK_BATCHES = "DailyBulkApiBatches";

    /** Data storage in megabytes. */
    public static final String STORAGE = "DataStorageMB";

    private static final Pattern USAGE = Pattern.compile("api-usage=(\\d{1,15})/(\\d{1,15})");

    /** What the header {@code Sforce-Limit-Info} of an answer says; null when it says nothing. */
    public static @Nullable Allowance ofHeader(String limitInfo, long at) {
        Matcher usage = USAGE.matcher(limitInfo);
        if (!usage.find()) {
            return null;
        }
        long max = Long.parseLong(usage.group(2));
        return new Allowance(VERSION, API_CALLS, max, max - Long.parseLong(usage.group(1)), at);
    }

    Allowance at(long otherwise) {
        return new Allowance(version, name, max, remaining, otherwise);
    }

    @JsonIgnore
    public long used() {
        return max - remaining;
    }
}
