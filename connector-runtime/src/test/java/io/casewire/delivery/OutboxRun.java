package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Receipt.Result;
import io.casewire.identity.Party;
import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An outbox under a virtual clock, with a store in memory. */
abstract class OutboxRun {
    static final long SECOND = 1_000;
    static final long HOUR = 3_600 * SECOND;

    final MemoryStore store = new MemoryStore();
    final Map<String, OutboxEntry> entries = store.entries;
    final Map<String, BulkJob> jobs = store.jobs;
    final List<Call> sent = new ArrayList<>();
    long now = 1_000_000;
    Outbox outbox = begin(OutboxSettings.DEFAULT);

    /** An outbox that knows of an org with plenty of calls. */
    Outbox begin(OutboxSettings settings) {
        Outbox begun = new Outbox(store, settings, now);
        begun.hear(new Allowance(Allowance.VERSION, Allowance.API_CALLS, 100_000, 100_000, now), now);
        return begun;
    }

    Call next() {
        List<Call> calls = outbox.plan(now + OutboxSettings.DEFAULT.lingerMillis(Severity.HIGH));
        assertThat(calls).isNotEmpty();
        sent.addAll(calls);
        return calls.get(0);
    }

    void answer(Call call, Result result) {
        if (call.job() != null) {
            outbox.take(JobReceipt.of(call, JobReceipt.Result.DONE, "750", null, now, null), now);
            if (call.job().step() != BulkStep.FETCH) {
                return;
            }
        }
        for (Call.Row row : List.copyOf(call.rows())) {
            outbox.take(Receipt.of(call, row, result, result == Result.DRY_RUN ? null : "500" + row.key(), now), now);
        }
    }

    Outbox.@Nullable Ended refuse(Call call, String code) {
        Outbox.Ended ended = null;
        for (Call.Row row : call.rows()) {
            ended = outbox.take(Receipt.refused(call, row, code, "no", List.of(), now), now);
        }
        return ended;
    }

    static Write write(String mapping, String key, long revision, Severity severity) {
        return write(mapping, key, revision, severity, "Case", "lane-" + key);
    }

    static Write write(String mapping, String key, long revision, Severity severity, String object) {
        return write(mapping, key, revision, severity, object, "lane-" + (object.length() == 4 ? "shared" : key));
    }

    static Write write(String mapping, String key, long revision, Severity severity, String object, String lane) {
        TreeMap<String, JsonNode> create = new TreeMap<>(Map.of("Subject", TextNode.valueOf("s")));
        return new Write(
                Write.VERSION,
                mapping,
                new Target(Target.Kind.OBJECT, object, "Key__c", List.of(), true, false),
                key,
                revision,
                severity,
                "maintenance",
                null,
                new Party(Party.Kind.ORGANISATION, "001", null, null),
                lane,
                null,
                null,
                null,
                0,
                0,
                create,
                new TreeMap<>(),
                new TreeMap<>(),
                "cause",
                "content",
                0);
    }

    static Write after(Write write, String after) {
        return copy(write, after, 0, 0, write.ifUnchanged());
    }

    static Write limited(Write write, int writes, long per) {
        return copy(write, null, writes, per, write.ifUnchanged());
    }

    static Write guarded(Write write, String priority) {
        return copy(write, null, 0, 0, new TreeMap<>(Map.of("Priority", TextNode.valueOf(priority))));
    }

    static Write allowingDuplicates(Write write) {
        return to(write, new Target(Target.Kind.OBJECT, write.object(), "Key__c", List.of(), true, true));
    }

    /** With these words in a new record. */
    static Write saying(Write write, String subject) {
        TreeMap<String, JsonNode> create = new TreeMap<>(Map.of("Subject", TextNode.valueOf(subject)));
        return copy(write, write.target(), create, null, null, 0, 0, write.ifUnchanged());
    }

    /** As for an object without assignment rules. */
    static Write unassigned(Write write) {
        return to(write, Target.object(write.object(), "Key__c"));
    }

    static Write to(Write write, Target target) {
        boolean once = target.kind() != Target.Kind.OBJECT;
        return copy(write, target, once ? new TreeMap<>() : write.create(), null, null, 0, 0, write.ifUnchanged());
    }

    static Write insteadOf(Write write, String other) {
        return copy(write, write.target(), write.create(), null, other, 0, 0, write.ifUnchanged());
    }

    static Write copy(
            Write write, @Nullable String after, int writes, long per, SortedMap<String, JsonNode> ifUnchanged) {
        return copy(write, write.target(), write.create(), after, null, writes, per, ifUnchanged);
    }

    /** About somebody else. */
    static Write concerning(Write write, Party party) {
        return of(write, party, write.content(), write.takeOver());
    }

    static Write under(String content, Write write) {
        return of(write, write.party(), content, write.takeOver());
    }

    /** A record that people made becomes this one. */
    static Write takingOver(Write write, String recordId) {
        return of(write, write.party(), write.content(), recordId);
    }

    private static Write of(Write write, @Nullable Party party, String content, @Nullable String takeOver) {
        return new Write(
                write.version(),
                write.mapping(),
                write.target(),
                write.key(),
                write.revision(),
                write.severity(),
                write.purpose(),
                write.treated(),
                party,
                write.lane(),
                write.after(),
                write.insteadOf(),
                takeOver,
                write.writesPer(),
                write.perMillis(),
                write.create(),
                write.always(),
                write.ifUnchanged(),
                write.cause(),
                content,
                write.requestedAt());
    }

    private static Write copy(
            Write write,
            Target target,
            SortedMap<String, JsonNode> create,
            @Nullable String after,
            @Nullable String insteadOf,
            int writes,
            long per,
            SortedMap<String, JsonNode> ifUnchanged) {
        return new Write(
                write.version(),
                write.mapping(),
                target,
                write.key(),
                write.revision(),
                write.severity(),
                write.purpose(),
                write.treated(),
                write.party(),
                write.lane(),
                after,
                insteadOf,
                null,
                writes,
                per,
                create,
                write.always(),
                ifUnchanged,
                write.cause(),
                write.content(),
                write.requestedAt());
    }
}
