package io.casewire.pipeline;

import io.casewire.episodes.Decision;
import io.casewire.episodes.Decisions;
import io.casewire.mapping.Command;
import io.casewire.mapping.Write;
import io.casewire.mapping.Writes;
import io.casewire.model.Finding;
import java.util.ArrayList;
import java.util.List;

/** What one reading or timer came to so far. */
final class Made {
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<Finding> refused = new ArrayList<>();

    void add(Decisions decided, Writes made) {
        decisions.addAll(decided.all());
        add(made);
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
        if (!decisions.isEmpty() || !writes.isEmpty() || !refused.isEmpty()) {
            trace.refused(refused);
            step.explanations().add(trace.explain(decisions, writes, commands));
        }
    }
}
