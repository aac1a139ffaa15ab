package io.casewire.salesforce;

import io.casewire.consent.Consent;
import io.casewire.stream.ConsentRecord;
import io.casewire.stream.ConsentTable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what people agreed to into the history. Only this class does, so that an answer the org gave before an event
 * never follows the event.
 */
final class ConsentWriter {
    private static final Duration LONGEST_QUESTION = Duration.ofHours(1);

    private final Consumer<ConsentRecord> log;
    private final ConsentTable table;
    /** What was written last; the table learns of it a moment later. */
    private final Map<String, Map<String, Boolean>> written = new HashMap<>();
    /** Of whom an answer came too late, and perhaps the only one so far. */
    private final Set<String> dropped = new HashSet<>();
    /** When an event last spoke of a party, as {@link System#nanoTime}. */
    private final Map<String, Long> heard = new HashMap<>();

    ConsentWriter(Consumer<ConsentRecord> log, ConsentTable table) {
        this.log = log;
        this.table = table;
    }

    synchronized boolean knows(String party) {
        return latest(party) != null || dropped.contains(party);
    }

    /**
     * What the org answered; dropped when an event came after the question, because then it is asked again.
     *
     * @param asked when the question was put, as {@link System#nanoTime}
     * @return whether it was news
     */
    synchronized boolean answered(String party, Map<String, Boolean> flags, long asked) {
        Long event = heard.get(party);
        if (event != null && event - asked >= 0) {
            dropped.add(party);
            return false;
        }
        dropped.remove(party);
        return write(party, flags);
    }

    /**
     * An event: an objection counts at once, whatever else the org may say of this person. Anything milder waits for an
     * answer of the org, because another of the person's records may still object.
     *
     * @param objections the flags that became true
     */
    synchronized void heard(String party, Map<String, Boolean> objections) {
        heard.put(party, System.nanoTime());
        Map<String, Boolean> known = latest(party);
        if (known != null) {
            Map<String, Boolean> stricter = new TreeMap<>(known);
            stricter.putAll(objections);
            write(party, stricter);
        }
    }

    /** Forgets what the table has learnt meanwhile, and events from before any question that is still open. */
    synchronized void tidy() {
        written.entrySet().removeIf(entry -> {
            Consent read = table.latest(entry.getKey());
            return read != null && read.flags().equals(entry.getValue());
        });
        long old = System.nanoTime() - LONGEST_QUESTION.toNanos();
        heard.values().removeIf(event -> event - old < 0);
    }

    private boolean write(String party, Map<String, Boolean> flags) {
        boolean news = !flags.equals(latest(party));
        if (news) {
            Map<String, Boolean> copy = new TreeMap<>(flags);
            log.accept(ConsentRecord.of(
                    new Consent(party, copy, java.util.List.of(), false, Consent.AGE_UNKNOWN),
                    Instant.now().toEpochMilli()));
            written.put(party, copy);
        }
        return news;
    }

    private @Nullable Map<String, Boolean> latest(String party) {
        Map<String, Boolean> own = written.get(party);
        if (own != null) {
            return own;
        }
        Consent read = table.latest(party);
        return read == null ? null : read.flags();
    }
}
