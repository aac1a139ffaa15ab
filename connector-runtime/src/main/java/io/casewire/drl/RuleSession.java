package io.casewire.drl;

import java.util.ArrayList;
import java.util.List;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * Runs the rules over a small set of facts, again and again; one thread at a time.
 *
 * <p>The session lives long because building one costs more than a hundred evaluations. Facts stay in it between two
 * calls and are updated: that costs half of taking them out and putting others in.
 */
public final class RuleSession implements AutoCloseable {
    /** Far above what reporting rules can need: a rule that fires more often changes what it reads. */
    private static final int MAX_FIRINGS = 2_000;

    private final KieSession session;
    private final List<FactHandle> handles = new ArrayList<>();

    RuleSession(KieSession session, String reporterName, Reporter reporter) {
        this.session = session;
        session.setGlobal(reporterName, reporter);
        session.addEventListener(new DefaultAgendaEventListener() {
            @Override
            public void beforeMatchFired(BeforeMatchFiredEvent event) {
                reporter.about(
                        event.getMatch().getRule().getName(), event.getMatch().getObjects());
            }
        });
    }

    /**
     * @param facts each in the place of the one it replaces
     * @throws RuleLoopException when the rules do not come to an end
     */
    public void run(List<Fact> facts) {
        boolean done = false;
        try {
            for (int i = 0; i < facts.size(); i++) {
                put(i, facts.get(i).object());
            }
            if (session.fireAllRules(MAX_FIRINGS) >= MAX_FIRINGS) {
                throw new RuleLoopException(MAX_FIRINGS);
            }
            done = true;
        } finally {
            if (!done) {
                // Whatever it was, the next call must not meet its remains.
                handles.forEach(session::delete);
                handles.clear();
            }
        }
    }

    private void put(int place, Object fact) {
        if (place == handles.size()) {
            handles.add(session.insert(fact));
        } else {
            session.update(handles.get(place), fact);
        }
    }

    @Override
    public void close() {
        session.dispose();
    }
}
