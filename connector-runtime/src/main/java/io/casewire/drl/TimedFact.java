package io.casewire.drl;

import org.jspecify.annotations.Nullable;

/** What all generated fact classes extend: it passes on that the rule engine turns to a rule, where somebody measures that. */
public abstract class TimedFact {
    private @Nullable RuleClock clock;

    final void begins(int rule) {
        if (clock != null) {
            clock.begins(rule);
        }
    }

    /** @param toTell null for nobody */
    final void tell(@Nullable RuleClock toTell) {
        clock = toTell;
    }
}
