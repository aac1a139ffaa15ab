package io.casewire.pipeline;

import io.casewire.episodes.Decision;
import io.casewire.episodes.Decisions;
import io.casewire.mapping.Command;
import io.casewire.mapping.Write;
import io.casewire.mapping.Writes;
import io.casewire.model.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one reading or timer came to so far. */
final class Made {
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Decision> explained = new ArrayList<>();
    private final Map<String, String> under = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<Finding> refused = new ArrayList<>();

    void add(Decisions decided, Writes made) {
        decisions.addAll(decided.all());
        explained.addAll(decided.all());
        add(made);
    }

    /** What is told under another device is explained here, and wanted there. */
    void add(Decision decision, String parent) {
        explained.add(decision);
        under.put(decision.id(), parent);
    }

    void add(Writes made) {
        writes.addAll(made.all());
        commands.addAll(made.commands());
        refused.addAll(made.refused());
    }

    void finish(Trace trace, Step step) {
        step.decisions().addAll(decisions);
        step.writes().addAll(writes);
        step.commands().addAll(commands);
        step.refused().addAll(refused);
        if (!explained.isEmpty() || !writes.isEmpty() || !refused.isEmpty()) {
            trace.refused(refused);
            step.explanations().add(trace.explain(explained, under, writes, commands));
        }
    }
}
