package io.casewire.drl;

import java.util.List;

/** What the right-hand side of a rule may call: it reports, and can do nothing else. */
public interface Reporter {

    /** Takes note of which rule is about to report, and of the facts it matched, in the order of its patterns. */
    void about(String rule, List<Object> facts);
}
