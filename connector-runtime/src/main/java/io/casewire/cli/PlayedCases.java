package io.casewire.cli;

import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.trial.RuleCase;
import io.casewire.trial.RuleCaseReader;
import io.casewire.trial.RuleCaseRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The cases beside rules, played.
 *
 * @param differences of those that come out otherwise than they say
 * @param withoutHolding rules that no case shows holding
 * @param withoutNotHolding rules that no case shows not holding
 */
record PlayedCases(
        int played,
        Map<RuleCase, List<String>> differences,
        Set<String> withoutHolding,
        Set<String> withoutNotHolding) {

    /** @param maxPayload bytes of a message; larger ones are refused */
    static PlayedCases of(ContentFiles files, Content content, int maxPayload, Consumer<Finding> findings) {
        Set<String> withoutHolding = new TreeSet<>();
        content.rules().forEach(group -> group.conditions().forEach(rule -> withoutHolding.add(rule.name())));
        Set<String> withoutNotHolding = new TreeSet<>(withoutHolding);
        Map<RuleCase, List<String>> differences = new LinkedHashMap<>();
        List<RuleCase> cases = RuleCaseReader.read(files, content, findings);
        for (RuleCase example : cases) {
            RuleCaseRun run = RuleCaseRun.of(content, maxPayload, example);
            withoutHolding.removeAll(run.held());
            withoutNotHolding.removeAll(run.notHeld());
            List<String> lines = run.differences();
            if (!lines.isEmpty()) {
                differences.put(example, lines);
            }
        }
        return new PlayedCases(cases.size(), differences, withoutHolding, withoutNotHolding);
    }

    /** What comes out otherwise, for whoever must not go on with it. */
    List<Finding> findings() {
        return differences.entrySet().stream()
                .map(it -> new Finding(
                        FindingCode.CONTENT_CASE,
                        it.getKey().place(),
                        "'" + it.getKey().title() + "': " + String.join("; ", it.getValue()) + "."))
                .toList();
    }

    /** What no case shows, as lines for people. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        withoutHolding.forEach(rule -> gaps.add("no case shows " + rule + " holding"));
        withoutNotHolding.forEach(rule -> gaps.add("no case shows " + rule + " not holding"));
        return gaps;
    }
}
