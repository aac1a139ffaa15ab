package io.casewire.localorg.limits;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What an org may use up within a time, as an Enterprise Edition has it (Salesforce limits quick reference). */
public enum Limit {
    DAILY_API_REQUESTS("DailyApiRequests", Duration.ofHours(24), 100_000),
    DAILY_BULK_BATCHES("DailyBulkApiBatches", Duration.ofHours(24), 15_000),
    DAILY_BULK_QUERY_JOBS("DailyBulkV2QueryJobs", Duration.ofHours(24), 10_000),
    HOURLY_PUBLISHED_EVENTS("HourlyPublishedPlatformEvents", Duration.ofHours(1), 250_000),
    /** An event counts once for each subscriber it is delivered to. */
    DAILY_DELIVERED_EVENTS("DailyDeliveredPlatformEvents", Duration.ofHours(24), 25_000);

    private final String apiName;
    private final Duration window;
    private final long defaultMax;

    Limit(String apiName, Duration window, long defaultMax) {
        this.apiName = apiName;
        this.window = window;
        this.defaultMax = defaultMax;
    }

    /** The name it has in {@code /limits}. */
    public String apiName() {
        return apiName;
    }

    Duration window() {
        return window;
    }

    long defaultMax() {
        return defaultMax;
    }

    /** The limit of this name, or null. */
    public static @Nullable Limit named(String apiName) {
        return Arrays.stream(values())
                .filter(limit -> limit.apiName.equals(apiName))
                .findFirst()
                .orElse(null);
    }
}
