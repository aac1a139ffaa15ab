package io.casewire.pipeline;

import io.casewire.consent.ConsentedReading;
import io.casewire.episodes.CaseChange;
import io.casewire.episodes.Decision;
import io.casewire.episodes.MassDecision;
import io.casewire.mapping.Command;
import io.casewire.mapping.Write;
import io.casewire.model.Finding;
import io.casewire.model.Stage;
import io.casewire.pipeline.Explanation.Decided;
import io.casewire.pipeline.Explanation.Judgement;
import io.casewire.pipeline.Explanation.Note;
import io.casewire.pipeline.Explanation.Told;
import io.casewire.pipeline.Explanation.Wanted;
import io.casewire.quality.CleanReading;
import io.casewire.rules.ConditionRule;
import io.casewire.rules.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what the stages say on the way, so that explaining costs nothing where nothing comes of a reading. */
final class Trace {
    private final String id;
    private final String device;
    private final Instant clock;
    private final String content;
    private @Nullable Stage endedAt;
    private @Nullable String outcome;
    private @Nullable Finding finding;
    private @Nullable CleanReading clean;
    private @Nullable ConsentedReading consented;
    private @Nullable Conditions conditions;
    private @Nullable Supplier<Finding> notAsked;
    private List<Finding> refused = List.of();

    Trace(String id, String device, Instant clock, String content) {
        this.id = id;
        this.device = device;
        this.clock = clock;
        this.content = content;
    }

    void clean(CleanReading reading) {
        clean = reading;
    }

    void consented(ConsentedReading reading) {
        consented = reading;
    }

    void judged(Conditions all) {
        conditions = all;
    }

    /** @param why no rule is */
    void notAsked(Supplier<Finding> why) {
        notAsked = why;
    }

    @Nullable
    Conditions conditions() {
        return conditions;
    }

    void refused(List<Finding> findings) {
        refused = findings;
    }

    void end(Stage stage, String how, Finding why) {
        endedAt = stage;
        outcome = how;
        finding = why;
    }

    Explanation explain(List<Decision> decisions, List<Write> writes, List<Command> commands) {
        return explain(decisions, Map.of(), writes, commands);
    }

    /** @param under by the id of a decision, the device that tells it */
    Explanation explain(
            List<Decision> decisions, Map<String, String> under, List<Write> writes, List<Command> commands) {
        return new Explanation(
                Explanation.VERSION,
                id,
                device,
                clock.toString(),
                clean == null ? null : clean.eventTime().toString(),
                content,
                notes(),
                values(),
                conditions == null ? null : new TreeMap<>(conditions.observed().signals()),
                conditions == null ? null : new TreeMap<>(conditions.limits()),
                judgements(),
                decisions.stream().map(it -> decided(it, under.get(it.id()))).toList(),
                writes.stream().map(Trace::wanted).toList(),
                commands.stream().map(Trace::told).toList());
    }

    /** @param rule null when there is no such rule any more */
    Explanation explain(CaseChange change, String condition, @Nullable ConditionRule rule) {
        Map<String, Object> seen = new TreeMap<>();
        if (change.snoozedUntil() != null) {
            seen.put("snoozedUntil", change.snoozedUntil().toString());
        }
        return explain(
                new Decided(
                        id,
                        change.episode(),
                        change.how(),
                        condition,
                        rule == null ? "" : rule.severity().label(),
                        rule == null ? "" : rule.line(),
                        seen,
                        null),
                List.of());
    }

    Explanation explain(MassDecision decision, List<Write> writes) {
        Decided decided = new Decided(
                decision.id(),
                decision.key(),
                decision.transition().label(),
                decision.rule().name(),
                decision.rule().severity().label(),
                decision.rule().line(),
                new TreeMap<>(Map.of("devices", decision.of(), "waiting", decision.waiting())),
                null);
        return explain(decided, writes);
    }

    /** It is about no single reading. */
    private Explanation explain(Decided decided, List<Write> writes) {
        Explanation nothing = explain(List.of(), writes, List.of());
        return new Explanation(
                nothing.version(),
                id,
                device,
                nothing.at(),
                null,
                content,
                nothing.stages(),
                null,
                null,
                null,
                null,
                List.of(decided),
                nothing.writes(),
                List.of());
    }

    /** What nobody may process is not kept in an explanation either. */
    private @Nullable Map<String, Object> values() {
        if (clean == null || endedAt == Stage.CONSENT) {
            return null;
        }
        return new TreeMap<>(consented == null ? clean.values() : agreed(consented));
    }

    /**
     * What every purpose that may see anything sees alike. Whoever reads an explanation reads it for one of them; what a rule
     * saw for its own stands with its decision.
     */
    private static Map<String, Object> agreed(ConsentedReading reading) {
        List<String> purposes =
                reading.verdicts().keySet().stream().filter(reading::allows).toList();
        Map<String, Object> agreed = new HashMap<>(reading.values(purposes.get(0)));
        purposes.forEach(
                purpose -> agreed.entrySet().retainAll(reading.values(purpose).entrySet()));
        return agreed;
    }

    private List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        Stage last = endedAt == null ? Stage.MAPPING : endedAt;
        for (Stage stage : Stage.values()) {
            if (stage == Stage.RULES && notAsked != null) {
                notes.add(new Note(stage.label(), "skipped", notAsked.get().toString()));
            } else if (stage == Stage.EPISODES && notAsked != null) {
                continue;
            } else if (stage.compareTo(last) < 0 || (stage == last && endedAt == null)) {
                notes.add(new Note(stage.label(), "passed", null));
            }
        }
        if (endedAt != null && outcome != null) {
            notes.add(new Note(endedAt.label(), outcome, String.valueOf(finding)));
        }
        refused.forEach(refusal -> notes.add(new Note(Stage.MAPPING.label(), "failed", refusal.toString())));
        return notes;
    }

    private @Nullable Map<String, Judgement> judgements() {
        if (consented == null) {
            return null;
        }
        Map<String, Judgement> judgements = new TreeMap<>();
        consented
                .verdicts()
                .forEach((purpose, verdict) -> judgements.put(
                        purpose, new Judgement(verdict.allowed(), verdict.reason(), verdict.treatedInWords())));
        return judgements;
    }

    private static Decided decided(Decision decision, @Nullable String under) {
        return new Decided(
                decision.id(),
                decision.episode(),
                decision.transition().label(),
                decision.rule().name(),
                decision.severity().label(),
                decision.rule().line(),
                new TreeMap<>(decision.seen()),
                under);
    }

    private static Told told(Command command) {
        return new Told(
                command.id(),
                command.name(),
                command.parameters(),
                Instant.ofEpochMilli(command.expiresAt()).toString());
    }

    private static Wanted wanted(Write write) {
        return new Wanted(write.id(), write.object(), write.key(), write.revision(), write.takeOver());
    }
}
