package io.casewire.consent;

import io.casewire.consent.ConsentPolicies.Question;
import io.casewire.identity.IdentifiedReading;
import io.casewire.identity.Party;
import io.casewire.ingest.Format;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Outcome;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fourth stage, the first gate: one verdict per purpose of the reading's format.
 *
 * <p>A reading must be allowed as of its event time and now; the stricter of the two holds.
 */
public final class ConsentStage implements AutoCloseable {
    /** Far more than there are in practice. */
    private static final int MOST_ANSWERS = 50_000;

    private final ConsentPolicies policies;
    private final ConsentLedger ledger;
    private final Pseudonyms pseudonyms;
    private final ConsentPolicies.Evaluator evaluator;
    /** Policies see what a record says and not whose it is, so there are few questions, however many parties. */
    private final Map<Question, Verdict> answered = new HashMap<>();
    /** Of the latest reading of each format: most are judged as the one before, and then it is the same map. */
    private final Map<Format, Map<String, Verdict>> latest = new IdentityHashMap<>();

    public ConsentStage(ConsentPolicies policies, ConsentLedger ledger, Pseudonyms pseudonyms) {
        this.policies = policies;
        this.ledger = ledger;
        this.pseudonyms = pseudonyms;
        this.evaluator = policies.evaluator();
    }

    /** @param clock the partition's clock */
    public Outcome<ConsentedReading> apply(IdentifiedReading identified, Instant clock) {
        Map<String, Verdict> verdicts = verdicts(identified, clock);
        for (Verdict verdict : verdicts.values()) {
            if (verdict.allowed()) {
                return Outcome.passed(new ConsentedReading(identified, verdicts, pseudonyms));
            }
        }
        return Outcome.dropped(new Finding(FindingCode.CONSENT_DENIED, "consent/", reasons(verdicts)));
    }

    /** By purpose, in a stable order. */
    private Map<String, Verdict> verdicts(IdentifiedReading identified, Instant clock) {
        Format format = identified.reading().format();
        Party party = identified.device().party();
        Map<String, Verdict> before = latest.getOrDefault(format, Map.of());
        Map<String, Verdict> verdicts = new TreeMap<>();
        boolean alike = !before.isEmpty();
        for (String purpose : format.purposes()) {
            Verdict verdict = verdict(purpose, party, identified.reading().eventTime(), clock);
            verdicts.put(purpose, verdict);
            alike &= verdict == before.get(purpose);
        }
        if (!alike) {
            before = Collections.unmodifiableMap(verdicts);
            latest.put(format, before);
        }
        return before;
    }

    /** Whether there is such a purpose. */
    public boolean declares(String purpose) {
        return policies.purposes().containsKey(purpose);
    }

    /** May this party's data leave for this purpose now? The last gate asks this before a call is sent. */
    public Verdict verdictNow(String purpose, Party party, Instant now) {
        return verdict(purpose, party, now, now);
    }

    /** Whether what is known of this party's consent is new enough for this purpose. Of organisations nothing is needed. */
    public boolean isCurrent(String purpose, Party party, Instant now) {
        return party.kind() == Party.Kind.ORGANISATION || !purpose(purpose).isOutlived(ledger.currentAsOf(), now);
    }

    private Purpose purpose(String name) {
        return Objects.requireNonNull(policies.purposes().get(name), name);
    }

    private Verdict verdict(String name, Party party, Instant eventTime, Instant clock) {
        Purpose purpose = purpose(name);
        Verdict strictest = null;
        for (String id : party.consentIds()) {
            Verdict verdict = verdict(purpose, party, id, eventTime, clock);
            strictest = strictest == null ? verdict : strictest.strictest(verdict);
        }
        return strictest == null ? ask(purpose, party, null, clock) : strictest;
    }

    private Verdict verdict(Purpose purpose, Party party, String id, Instant eventTime, Instant clock) {
        Consent now = ledger.consentOf(id, clock, clock);
        Consent then = ledger.consentOf(id, eventTime, clock);
        Verdict verdict = ask(purpose, party, now, clock);
        boolean asThen = now == then && (now == null || !now.isTimed());
        return asThen ? verdict : verdict.strictest(ask(purpose, party, then, eventTime));
    }

    private Verdict ask(Purpose purpose, Party party, @Nullable Consent consent, Instant at) {
        if (answered.size() >= MOST_ANSWERS) {
            answered.clear();
        }
        return answered.computeIfAbsent(Question.of(purpose, party.kind(), consent, at), evaluator::verdict);
    }

    private static String reasons(Map<String, Verdict> verdicts) {
        StringBuilder reasons = new StringBuilder();
        for (Verdict verdict : verdicts.values()) {
            reasons.append(reasons.isEmpty() ? "" : ", ")
                    .append(verdict.purpose())
                    .append(": ")
                    .append(verdict.reason());
        }
        return reasons.append('.').toString();
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
