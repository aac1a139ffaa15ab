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
    private final Map<String, Consent> written = new HashMap<>();
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
    synchronized boolean answered(Consent answer, long asked) {
        Long event = heard.get(answer.partyId());
        if (event != null && event - asked >= 0) {
            dropped.add(answer.partyId());
            return false;
        }
        dropped.remove(answer.partyId());
        return write(answer);
    }

    /**
     * An event: an objection counts at once, whatever else the org may say of this person. Anything milder waits for an
     * answer of the org, because another of the person's records may still object.
     */
    synchronized void heard(String party, Objection objection) {
        heard.put(party, System.nanoTime());
        Consent known = latest(party);
        if (known != null) {
            write(objection.of(known));
        }
    }

    /** Forgets what the table has learnt meanwhile, and events from before any question that is still open. */
    synchronized void tidy() {
        written.entrySet().removeIf(entry -> entry.getValue().equals(table.latest(entry.getKey())));
        long old = System.nanoTime() - LONGEST_QUESTION.toNanos();
        heard.values().removeIf(event -> event - old < 0);
    }

    private boolean write(Consent consent) {
        boolean news = !consent.equals(latest(consent.partyId()));
        if (news) {
            log.accept(ConsentRecord.of(consent, Instant.now().toEpochMilli()));
            written.put(consent.partyId(), consent);
        }
        return news;
    }

    private @Nullable Consent latest(String party) {
        Consent own = written.get(party);
        return own != null ? own : table.latest(party);
    }
}
