package io.casewire.drl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.event.rule.AfterMatchFiredEvent;
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

    /**
     * Drools 10.2 keeps every match of a fact that was updated and no longer matches (RuleExecutor.dormantMatches, related
     * to its issue 6361): about 200 bytes each, until the session goes.
     */
    private static final int RENEW_AFTER_FIRINGS = 10_000;

    private final KieBase base;
    private final String reporterName;
    private final Reporter reporter;
    private final RuleClock clock;
    private KieSession session;
    /** While an evaluation is measured. */
    private @Nullable RuleClock running;

    private int firings;
    private final List<FactHandle> handles = new ArrayList<>();

    RuleSession(KieBase base, String reporterName, Reporter reporter, RuleClock clock) {
        this.base = base;
        this.reporterName = reporterName;
        this.reporter = reporter;
        this.clock = clock;
        this.session = open();
    }

    private KieSession open() {
        KieSession opened = base.newKieSession();
        opened.setGlobal(reporterName, reporter);
        opened.addEventListener(new DefaultAgendaEventListener() {
            @Override
            public void beforeMatchFired(BeforeMatchFiredEvent event) {
                reporter.about(
                        event.getMatch().getRule().getName(), event.getMatch().getObjects());
            }

            @Override
            public void afterMatchFired(AfterMatchFiredEvent event) {
                if (running != null) {
                    running.fired(event.getMatch().getRule().getName());
                }
            }
        });
        return opened;
    }

    /**
     * @param facts each in the place of the one it replaces
     * @throws RuleLoopException when the rules do not come to an end
     */
    public void run(List<Fact> facts) {
        if (!clock.isNext()) {
            evaluate(facts);
            return;
        }
        running = clock;
        facts.forEach(fact -> fact.object().tell(clock));
        clock.start();
        try {
            evaluate(facts);
            clock.stop();
        } finally {
            facts.forEach(fact -> fact.object().tell(null));
            running = null;
        }
    }

    private void evaluate(List<Fact> facts) {
        if (firings > RENEW_AFTER_FIRINGS) {
            renew();
        }
        boolean done = false;
        try {
            for (int i = 0; i < facts.size(); i++) {
                put(i, facts.get(i).object());
            }
            if (running != null) {
                running.looked();
            }
            int fired = session.fireAllRules(MAX_FIRINGS);
            firings += fired;
            if (fired >= MAX_FIRINGS) {
                throw new RuleLoopException(MAX_FIRINGS);
            }
            done = true;
        } finally {
            if (!done) {
                // Whatever it was, the next call must not meet its remains.
                renew();
            }
        }
    }

    private void renew() {
        session.dispose();
        handles.clear();
        session = open();
        firings = 0;
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
