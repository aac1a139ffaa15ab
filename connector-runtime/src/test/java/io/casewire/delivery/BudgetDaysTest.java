package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.delivery.Receipt.Result;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.setup.Setup;
import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three days of an org that allows 10,000 calls a day, says late what was used of them, and of which others use half.
 *
 * <p>What is wanted would take several times as many calls as there are.
 */
final class BudgetDaysTest extends OutboxRun {
    private static final long DAY = 24 * HOUR;
    private static final long TICK = 5 * SECOND;
    private static final long MAX = 10_000;
    private static final long OTHERS_PER_HOUR = MAX / 2 / 24;
    private static final double LIMIT = MAX * (1 - BudgetSettings.DEFAULT.reserve());

    private final Random random = new Random(7);
    private final long begin = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
    private final Allowances org = new Allowances(MAX, new Setup(), new VirtualClock());
    private final Map<String, Long> revisions = new HashMap<>();
    private final Map<String, Long> criticalSince = new HashMap<>();
    private final List<Long> criticalWaits = new ArrayList<>();
    private int devices = 2_000;
    private boolean assigned = true;
    private double wanted;
    private long asked;
    private long writes;
    private long calls;
    private long jobsSent;

    /** How many writes are wanted an hour, at a time of the day in hours. */
    private interface Load {
        double perHour(double hour);
    }

    @BeforeEach
    void begin() {
        now = begin;
        outbox = new Outbox(store, OutboxSettings.DEFAULT, 1);
        org.useByOthersPerHour(Limit.DAILY_API_REQUESTS, OTHERS_PER_HOUR);
    }

    @Test
    void shouldKeepTheReserveOnFlatDays() {
        run(hour -> 2_000);
        assertThatNothingCriticalWaited();
    }

    @Test
    void shouldKeepTheReserveWhenDaysAreBusierThanNights() {
        run(hour -> 2_000 * (1 - Math.cos(hour / 12 * Math.PI)));
        assertThatNothingCriticalWaited();
    }

    @Test
    void shouldKeepTheReserveInAStormBeforeMidnight() {
        run(hour -> hour >= 23 && hour < 23.5 ? 60_000 : 1_000);
        assertThatNothingCriticalWaited();
    }

    /** So many devices that what waits is worth a Bulk API job. */
    @Test
    void shouldKeepTheReserveAndSpendLessByJobsInAStorm() {
        devices = 40_000;
        assigned = false;
        run(hour -> hour >= 23 && hour < 23.5 ? 120_000 : 1_000);
        assertThatNothingCriticalWaited();
        assertThat(jobsSent).isGreaterThan(5);
        assertThat(calls * 1_000 / writes).isLessThan(45);
    }

    @Test
    void shouldKeepTheReserveWhenOthersWorkByDayOnly() {
        run(hour -> {
            boolean working = hour >= 8 && hour < 18;
            org.useByOthersPerHour(Limit.DAILY_API_REQUESTS, working ? MAX / 2 / 10 : 0);
            return 2_000;
        });
    }

    @Test
    void shouldRememberWhatWasSpentAcrossARestart() {
        // Given: a day near the limit
        spendADay();
        double before = budgetLeft();

        // When
        outbox = new Outbox(store, OutboxSettings.DEFAULT, now);

        // Then
        assertThat(budgetLeft()).isEqualTo(before);
        assertThat(outbox.status(now).budget().spent()).isGreaterThan(1_000);
    }

    private void run(Load load) {
        // When
        for (; now < begin + 3 * DAY; now += TICK) {
            tick(load);
        }

        // Then: there were far more writes than calls, and once it is quiet they have all arrived
        assertThat(writes).isGreaterThan(100_000);
        org.useByOthersPerHour(Limit.DAILY_API_REQUESTS, 0);
        for (long end = now + 2 * DAY; now < end && !outbox.isEmpty(); now += TICK) {
            tick(hour -> 0);
        }
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(entries.values())
                .allSatisfy(entry -> assertThat(entry.appliedRevision).isEqualTo(revisions.get(entry.id())));
    }

    /** However short it gets, what is critical gets through. */
    private void assertThatNothingCriticalWaited() {
        assertThat(criticalWaits).hasSizeGreaterThan(1_000).allMatch(wait -> wait <= 60 * SECOND);
    }

    private void spendADay() {
        for (; now < begin + DAY; now += TICK) {
            tick(hour -> 2_000);
        }
    }

    private double budgetLeft() {
        return outbox.status(now).budget().left();
    }

    private void tick(Load load) {
        want(load.perHour((now - begin) % DAY / (double) HOUR));
        if (now - asked >= BudgetSettings.DEFAULT.lag().toMillis()) {
            asked = now;
            assertThat(org.take(Limit.DAILY_API_REQUESTS, 1)).isTrue();
            outbox.hear(said(), now);
        }
        for (Call call : outbox.plan(now)) {
            calls += call.cost();
            assertThat(org.take(Limit.DAILY_API_REQUESTS, call.cost())).isTrue();
            assertThat((double) org.used(Limit.DAILY_API_REQUESTS))
                    .as("used after %s at %s", call, Instant.ofEpochMilli(now))
                    .isLessThanOrEqualTo(LIMIT);
            answer(call);
        }
    }

    private void want(double perHour) {
        wanted += perHour * TICK / HOUR;
        for (; wanted >= 1; wanted--) {
            writes++;
            double dice = random.nextDouble();
            Severity severity = dice < 0.01
                    ? Severity.CRITICAL
                    : dice < 0.04 ? Severity.HIGH : dice < 0.4 ? Severity.MEDIUM : Severity.LOW;
            String key = severity.label() + random.nextInt(devices);
            long revision = revisions.merge("case/" + key, 1L, Long::sum);
            Write write = write("case", key, revision, severity, "Case", key);
            outbox.want(assigned ? write : unassigned(write), now);
            if (severity == Severity.CRITICAL) {
                criticalSince.putIfAbsent(write.id(), now);
            }
        }
    }

    private void answer(Call call) {
        if (call.job() != null) {
            jobsSent += call.job().step() == BulkStep.SEND ? 1 : 0;
            outbox.take(JobReceipt.of(call, JobReceipt.Result.DONE, "750", null, now, said()), now);
            if (call.job().step() != BulkStep.FETCH) {
                return;
            }
        }
        boolean first = true;
        for (Call.Row row : call.rows()) {
            Receipt receipt =
                    Receipt.of(call, row, call.create() ? Result.CREATED : Result.UPDATED, "500" + row.key(), now);
            outbox.take(first ? receipt.with(said()) : receipt, now);
            first = false;
            Long since = criticalSince.remove(row.write());
            if (since != null) {
                criticalWaits.add(now - since);
            }
        }
    }

    /** Minutes old, as the org says it everywhere. */
    private Allowance said() {
        long used = org.reported(Limit.DAILY_API_REQUESTS);
        return new Allowance(Allowance.VERSION, Allowance.API_CALLS, MAX, MAX - used, now);
    }

    /** {@link #now}. */
    private final class VirtualClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    }
}
