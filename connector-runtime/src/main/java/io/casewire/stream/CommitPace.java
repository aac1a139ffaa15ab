package io.casewire.stream;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * When what came of readings is committed. What somebody waits for is at once, and a backlog in larger bites: a commit costs
 * as much as hundreds of readings, and of who is seconds behind nobody notices half a second more.
 *
 * <p>One per task; all tasks of a thread are committed together.
 */
final class CommitPace {
    /** Where nothing asks for it sooner. */
    static final Duration AT_LEAST_EVERY = Duration.ofMillis(500);

    private static final long AT_MOST_EVERY_MS = 50;
    /** What was appended longer ago is a backlog. */
    private static final long FRESH_MS = 500;

    /** When this thread was last asked to commit, epoch milliseconds. */
    private static final ThreadLocal<long[]> LAST = ThreadLocal.withInitial(() -> new long[1]);

    private final ProcessorContext<?, ?> context;
    private @Nullable Cancellable soon;

    CommitPace(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    /** Something came of what was appended at that time, in epoch milliseconds. */
    void happened(long appendedAt) {
        long now = context.currentSystemTimeMs();
        if (now - appendedAt >= FRESH_MS || soon != null) {
            return;
        }
        long wait = LAST.get()[0] + AT_MOST_EVERY_MS - now;
        if (wait <= 0) {
            commit();
        } else {
            soon = context.schedule(
                    Duration.ofMillis(Math.min(wait, AT_MOST_EVERY_MS)),
                    PunctuationType.WALL_CLOCK_TIME,
                    at -> commit());
        }
    }

    private void commit() {
        if (soon != null) {
            soon.cancel();
            soon = null;
        }
        LAST.get()[0] = context.currentSystemTimeMs();
        context.commit();
    }
}
