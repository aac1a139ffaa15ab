package io.casewire.delivery;

import io.casewire.mapping.Write;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What it would take to deliver: the same outbox under a clock of its own, and an org with calls enough that takes everything.
 *
 * <p>As in life, writes wait for company as their severity lets them, a record is not written more often than its mapping says, and
 * what is not severe shares calls. Nothing is refused, and no Bulk API job is opened.
 */
public final class Rehearsal {
    /** An org takes a while to answer, and what is wanted meanwhile goes together. */
    private static final Duration ANSWER = Duration.ofMillis(300);

    /** What follows a record that is not known waits for so long, and is looked at with others only. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(61);

    private static final long PLENTY = 1_000_000_000_000L;
    private static final long SAID_EVERY = 60_000;

    private final Outbox outbox;
    private final int channels;
    private final Deque<Answer> answers = new ArrayDeque<>();
    /** Of what comes in its turn, the latest: nothing is done before that. */
    private long now = Long.MIN_VALUE;

    private long saidAt = Long.MIN_VALUE;
    private long calls;
    private long records;

    private record Answer(Call call, long at) {}

    public Rehearsal(OutboxSettings settings) {
        this.outbox = new Outbox(
                new MemoryStore(),
                new OutboxSettings(
                        settings.channels(),
                        settings.linger(),
                        settings.probe(),
                        settings.firstRetry(),
                        settings.maxRetry(),
                        settings.keepDone(),
                        0,
                        settings.budget()),
                1);
        this.channels = settings.channels();
    }

    /** @param at epoch milliseconds, not before that of the one before */
    public void want(Write write, long at) {
        // What is wanted at the same moment goes together.
        goTo(at - 1);
        now = at;
        outbox.want(write, at);
    }

    /** Delivers what still waits. @return how many API calls all of it took */
    public long finish() {
        long before;
        do {
            goTo(Long.MAX_VALUE);
            before = calls;
            now += LONGEST_WAIT.toMillis();
            plan();
        } while (calls > before);
        return calls;
    }

    private void goTo(long at) {
        for (long next = next(); next <= at && next < Long.MAX_VALUE; next = next()) {
            // What became more urgent may have been due before.
            now = Math.max(now, next);
            while (!answers.isEmpty() && answers.getFirst().at <= now) {
                answer(answers.removeFirst());
            }
            plan();
        }
    }

    /** When something happens though nothing more is wanted; {@link Long#MAX_VALUE} for never. */
    private long next() {
        long answered = answers.isEmpty() ? Long.MAX_VALUE : answers.getFirst().at;
        return answers.size() < channels ? Math.min(answered, outbox.nextLook()) : answered;
    }

    private void answer(Answer answer) {
        for (Call.Row row : answer.call.rows()) {
            Receipt.Result result = answer.call.create() ? Receipt.Result.CREATED : Receipt.Result.UPDATED;
            String id = row.recordId() == null ? "r" + records++ : row.recordId();
            outbox.take(Receipt.of(answer.call, row, result, id, now), now);
        }
    }

    private void plan() {
        if (now - saidAt >= SAID_EVERY || saidAt == Long.MIN_VALUE) {
            outbox.hear(new Allowance(Allowance.VERSION, Allowance.API_CALLS, PLENTY, PLENTY, now), now);
            saidAt = now;
        }
        for (Call call : outbox.plan(now)) {
            calls += call.cost();
            answers.addLast(new Answer(call, now + ANSWER.toMillis()));
        }
    }
}
