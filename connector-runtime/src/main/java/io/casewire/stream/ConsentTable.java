package io.casewire.stream;

import io.casewire.consent.Consent;
import io.casewire.consent.ConsentLedger;
import io.casewire.consent.Said;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All of {@code casewire.consents} in memory; written by its reader, read by pipelines and the last gate. */
public final class ConsentTable implements ConsentLedger, TableReader.Table {
    private final Map<String, History<Consent>> parties = new ConcurrentHashMap<>();
    private volatile boolean complete;
    private volatile long currentAsOf;

    @Override
    public void accept(String key, byte[] value, TableReader.Appended appended) {
        if (key.equals(LOAD_COMPLETE)) {
            complete = true;
            return;
        }
        if (key.equals(CurrencyRecord.KEY)) {
            currentAsOf =
                    Math.max(currentAsOf, Json.read(value, CurrencyRecord.class).asOf());
            return;
        }
        ConsentRecord record = Json.read(value, ConsentRecord.class);
        Consent consent = record.toConsent();
        parties.merge(
                record.partyId(),
                History.<Consent>empty().with(appended, record.effectiveFrom(), consent, !complete),
                (before, first) -> before.with(appended, record.effectiveFrom(), consent, !complete));
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public @Nullable Consent consentOf(String partyId, Instant asOf, Instant clock) {
        History<Consent> history = parties.get(partyId);
        return history == null ? null : history.find(asOf, clock);
    }

    @Override
    public Instant currentAsOf() {
        return Instant.ofEpochMilli(currentAsOf);
    }

    /** This table without the delay that makes decisions repeatable: what is known now, whenever that is. */
    public ConsentLedger newest() {
        return new ConsentLedger() {
            @Override
            public @Nullable Consent consentOf(String partyId, Instant asOf, Instant clock) {
                return latest(partyId);
            }

            @Override
            public Instant currentAsOf() {
                return ConsentTable.this.currentAsOf();
            }
        };
    }

    /** Some people, in the order of their ids, after one of them. */
    public List<String> following(String partyId, int most) {
        return parties.keySet().stream()
                .filter(id -> id.compareTo(partyId) > 0)
                .sorted()
                .limit(most)
                .toList();
    }

    /** All that a person said, oldest first; empty for one that is not known. */
    public List<Said> history(String partyId) {
        History<Consent> history = parties.get(partyId);
        return history == null ? List.of() : history.map(Said::new);
    }

    /** The newest word of a party, without the delay that makes decisions repeatable: the last gate asks this. */
    public @Nullable Consent latest(String partyId) {
        History<Consent> history = parties.get(partyId);
        return history == null ? null : history.latest();
    }
}
