package io.casewire.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the org's receipts mean for the records. */
final class Receipts {
    private final Entries entries;
    private final OutboxSettings settings;
    private final Blocks blocks;
    private final Batches batches;
    private final Outage outage;
    private final Budget budget;

    Receipts(Entries entries, OutboxSettings settings, Blocks blocks, Batches batches, Outage outage, Budget budget) {
        this.entries = entries;
        this.settings = settings;
        this.blocks = blocks;
        this.batches = batches;
        this.outage = outage;
        this.budget = budget;
    }

    /** @return the write when it ended for good without reaching the org */
    Outbox.@Nullable Ended take(OutboxEntry entry, Receipt receipt, long now) {
        return switch (receipt.result()) {
            case CREATED, UPDATED, DRY_RUN -> applied(entry, receipt, now);
            case WITHHELD ->
                end(entry, FindingCode.CONSENT_WITHDRAWN, "consent was gone when the call was to leave.", now);
            case MERGED -> merged(entry, now);
            case HELD -> held(entry, now + settings.probe().toMillis());
            case LATE -> held(entry, now);
            case REFUSED -> refused(entry, receipt, now);
        };
    }

    private Outbox.@Nullable Ended applied(OutboxEntry entry, Receipt receipt, long now) {
        heardFrom(entry);
        entry.attempts = 0;
        entry.notBefore = 0;
        entry.refused = false;
        entry.locks = 0;
        if (receipt.revision() < entry.sentRevision) {
            // It was only found; what is wanted is still to be written.
            entry.notSent();
        }
        entry.appliedRevision = receipt.revision();
        entry.dry = receipt.result() == Result.DRY_RUN;
        boolean isRecord = entry.wanted.target().kind() == Target.Kind.OBJECT;
        if (receipt.recordId() != null && isRecord) {
            entry.recordId = receipt.recordId();
        }
        if (receipt.result() == Result.CREATED && isRecord) {
            budget.created(now);
        }
        batches.passed(entry.wanted.target());
        entry.lastWritten = entry.sentIfUnchanged;
        entry.askFirst = false;
        entry.takesOver &= entry.dry;
        entry.standIn = null;
        handOver(entry);
        if (entry.wanted.revision() <= receipt.revision()) {
            entry.end(now);
        } else {
            entry.wantedAt = now;
        }
        String mapping = entry.wanted.mapping();
        if (blocks.passed(mapping, entry.id())) {
            entries.waiting().filter(it -> it.wanted.mapping().equals(mapping)).forEach(it -> {
                it.notBefore = 0;
                entries.lookAgain(it);
            });
        }
        return null;
    }

    /** What people did is final, and no fault of anybody. */
    private Outbox.@Nullable Ended merged(OutboxEntry entry, long now) {
        heardFrom(entry);
        entry.askFirst = false;
        entry.attempts = 0;
        entry.end(now);
        return null;
    }

    /** What stood in for a record is that record from now on. */
    private void handOver(OutboxEntry entry) {
        Write written = entry.wanted;
        OutboxEntry other = written.insteadOf() == null ? null : entries.known(written.insteadOf());
        if (other != null
                && other.isCreate()
                && entry.recordId != null
                && other.wanted.object().equals(written.object())
                && other.wanted.target().externalId().equals(written.target().externalId())
                && other.wanted.key().equals(written.key())) {
            SortedMap<String, JsonNode> standIn = new TreeMap<>(written.create());
            standIn.putAll(written.ifUnchanged());
            standIn.putAll(written.always());
            if (other.call == null) {
                other.standIn = standIn;
                other.recordId = entry.recordId;
            } else {
                // It is on its way as a new record: should it not arrive, it is asked for.
                other.askFirst = true;
            }
            entries.keep(other);
        }
    }

    /** Whether events get through says nothing about API calls. */
    private void heardFrom(OutboxEntry entry) {
        if (entry.wanted.target().kind() != Target.Kind.EVENT) {
            outage.answered();
        }
    }

    /** Not the row's fault, and nobody refused it: it waits for its turn without counting. */
    private Outbox.@Nullable Ended held(OutboxEntry entry, long until) {
        entry.notSent();
        entry.notBefore = until;
        return null;
    }

    private Outbox.@Nullable Ended refused(OutboxEntry entry, Receipt receipt, long now) {
        String code = receipt.code() == null ? Refusal.NO_ANSWER : receipt.code();
        entry.attempts++;
        entry.locks = code.equals(Refusal.LOCKED) ? entry.locks + 1 : 0;
        // A family that was made without saying so is refused by its first record, and the others are not looked at.
        if (code.equals(Refusal.NO_ANSWER) || code.equals(Refusal.UNPROCESSED) || code.equals(Refusal.HALTED)) {
            entry.mayBeThere();
        }
        // Or a record that was tried often would have to wait out its limit when the org takes it at last.
        entry.notSent();
        if (!code.equals(Refusal.NO_ANSWER)) {
            heardFrom(entry);
            entry.refused = true;
        } else if (entry.wanted.target().kind() != Target.Kind.EVENT) {
            outage.noAnswer(receipt.call(), now);
        }
        if (maySucceedOtherwise(entry, code, receipt)) {
            entry.notBefore = now + settings.retryMillis(1);
            return null;
        }
        switch (Refusal.of(code)) {
            case RETRYABLE -> entry.notBefore = now + settings.retryMillis(entry.attempts);
            case ROW_FINAL -> {
                return end(entry, FindingCode.ORG_REFUSED_ROW, code + named(receipt) + ".", now);
            }
            case ORG_BLOCKED -> {
                long probe = settings.probe().toMillis();
                if (blocks.refused(entry.wanted.mapping(), entry.id(), code, now, probe)) {
                    return end(entry, FindingCode.ORG_REFUSED_ROW, code + named(receipt) + ", while others pass.", now);
                }
                entry.notBefore = blocks.of(entry.wanted.mapping()) == null ? now + probe : 0;
            }
        }
        return null;
    }

    /** Asked for first, or in smaller company. */
    private boolean maySucceedOtherwise(OutboxEntry entry, String code, Receipt receipt) {
        Target target = entry.wanted.target();
        if (target.kind() == Target.Kind.FLOW && Refusal.breaksLimits(code, receipt.message())) {
            return batches.halve(target, entry.sentWith);
        }
        if (entry.takesOver && Refusal.of(code) != Refusal.RETRYABLE) {
            entry.makeOwn();
            return true;
        }
        boolean isThere = code.equals(Refusal.DUPLICATE)
                && entry.isCreate()
                && (entry.sentInFamily || !target.unique().isEmpty());
        boolean gone = target.kind() == Target.Kind.OBJECT
                && (code.equals(Refusal.DELETED) || code.equals(Refusal.NO_SUCH_REFERENCE));
        if ((isThere || gone) && !entry.askFirst) {
            entry.askFirst = true;
            return true;
        }
        return false;
    }

    private static String named(Receipt receipt) {
        return receipt.fields() == null || receipt.fields().isEmpty() ? "" : " on " + receipt.fields();
    }

    static Outbox.Ended end(OutboxEntry entry, FindingCode code, String what, long now) {
        entry.end(now);
        entry.attempts = 0;
        return new Outbox.Ended(entry.wanted, new Finding(code, "mapping '" + entry.wanted.mapping() + "'", what));
    }
}
