package io.casewire.trial;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.content.Content;
import io.casewire.episodes.Decision;
import io.casewire.episodes.EpisodeKey;
import io.casewire.mapping.Write;
import io.casewire.model.Finding;
import io.casewire.model.Truth;
import io.casewire.pipeline.DeadLetter;
import io.casewire.rules.Condition;
import io.casewire.rules.Conditions;
import io.casewire.stream.Trial;
import io.casewire.trial.RuleCase.Expected;
import io.casewire.trial.RuleCase.Message;
import io.casewire.trial.RuleCase.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A case, played. */
public final class RuleCaseRun {
    private final RuleCase example;
    private final List<Expected> decided = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Finding> refused = new ArrayList<>();
    private final Set<String> held = new TreeSet<>();
    private final Set<String> notHeld = new TreeSet<>();

    private RuleCaseRun(RuleCase example) {
        this.example = example;
    }

    /** @param maxPayload bytes of a message; larger ones are refused */
    public static RuleCaseRun of(Content content, int maxPayload, RuleCase example) {
        RuleCaseRun run = new RuleCaseRun(example);
        AssumedWorld world = new AssumedWorld(example.fields(), example.person(), example.parent());
        try (Trial trial = new Trial(content, maxPayload, world, world, example.start())) {
            for (Message message : example.messages()) {
                Trial.Result result = trial.message(
                        message.topic(), message.payload(), example.start().plus(message.at()));
                run.refused.addAll(result.refused());
                run.take(result.happened());
            }
            run.take(trial.advanceTo(example.start().plus(example.until())));
        }
        return run;
    }

    private void take(List<Trial.Happened> happened) {
        for (Trial.Happened it : happened) {
            it.step().decisions().forEach(decision -> decided.add(expected(decision, it.at())));
            writes.addAll(it.step().writes());
            it.step().deadLetters().stream().map(DeadLetter::finding).forEach(refused::add);
            Conditions conditions = it.step().conditions();
            for (Condition condition : conditions == null ? List.<Condition>of() : conditions.all()) {
                Set<String> said = condition.truth() == Truth.TRUE ? held : notHeld;
                if (condition.truth() != Truth.UNKNOWN) {
                    said.add(condition.rule().name());
                }
            }
        }
    }

    private Expected expected(Decision decision, Instant at) {
        return new Expected(
                decision.rule().name(),
                decision.transition().label(),
                decision.severity().label(),
                Duration.between(example.start(), at),
                EpisodeKey.device(decision.episode()));
    }

    /** The rules that held at some time of it. */
    public Set<String> held() {
        return held;
    }

    /** The rules that did not hold at some time of it. */
    public Set<String> notHeld() {
        return notHeld;
    }

    /**
     * How it comes out differently from what it says, in lines: what should be with {@code -}, what is with {@code +}. Empty when it
     * does not.
     */
    public List<String> differences() {
        List<String> lines = new ArrayList<>();
        refused.forEach(finding -> lines.add("+ refused: " + finding));
        List<String> compared = decisions();
        if (compared.stream().anyMatch(line -> !line.startsWith(" "))) {
            lines.addAll(compared);
        }
        for (Wanted wanted : example.writes()) {
            lines.addAll(difference(wanted));
        }
        return lines;
    }

    /** In their order: those that are as they should be indented, the others with their sign. */
    private List<String> decisions() {
        List<String> lines = new ArrayList<>();
        int actual = 0;
        for (Expected expected : example.decides()) {
            int found = actual;
            while (found < decided.size() && !expected.is(decided.get(found))) {
                found++;
            }
            if (found == decided.size()) {
                lines.add("- decides " + expected);
                continue;
            }
            for (; actual < found; actual++) {
                lines.add("+ decides " + decided.get(actual));
            }
            lines.add("  decides " + decided.get(actual++));
        }
        for (; actual < decided.size(); actual++) {
            lines.add("+ decides " + decided.get(actual));
        }
        return lines;
    }

    /** Told of the write of that mapping which has most of it. */
    private List<String> difference(Wanted wanted) {
        List<String> nearest = null;
        for (Write write : writes) {
            if (write.mapping().equals(wanted.mapping())) {
                List<String> lines = difference(wanted, write);
                nearest = nearest == null || lines.size() < nearest.size() ? lines : nearest;
            }
        }
        return nearest == null ? List.of("- writes " + wanted.mapping()) : nearest;
    }

    private static List<String> difference(Wanted wanted, Write write) {
        Map<String, JsonNode> fields = write.ofNewRecord();
        List<String> lines = new ArrayList<>();
        new TreeMap<>(wanted.fields()).forEach((field, value) -> {
            @Nullable JsonNode actual = fields.get(field);
            if (actual == null || !isSame(value, actual)) {
                lines.add("- writes " + wanted.mapping() + "." + field + ": " + text(value));
                lines.add("+ writes " + wanted.mapping() + "." + field + ": "
                        + (actual == null ? "nothing" : text(actual)));
            }
        });
        return lines;
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** A number is the same number however it is written. */
    private static boolean isSame(JsonNode wanted, JsonNode actual) {
        if (wanted.isNumber() && actual.isNumber()) {
            return Double.compare(wanted.asDouble(), actual.asDouble()) == 0;
        }
        return wanted.isValueNode() && actual.isValueNode()
                ? wanted.asText().equals(actual.asText())
                : wanted.equals(actual);
    }
}
