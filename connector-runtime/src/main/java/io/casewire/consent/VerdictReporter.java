package io.casewire.consent;

import io.casewire.drl.Reporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a policy may say: allow, deny, or mask a field; {@code verdicts} in a policy file. */
public final class VerdictReporter implements Reporter {
    private final List<Verdict> given = new ArrayList<>();
    private String purpose = "";

    void start(String name) {
        purpose = name;
        given.clear();
    }

    /** The strictest of what was said; denied when nobody said anything. */
    Verdict verdict() {
        return given.stream().reduce(Verdict::strictest).orElseGet(() -> Verdict.deny(purpose, "no policy allows it"));
    }

    @Override
    public void about(String rule, List<Object> facts) {
        // the reason a policy gives says more than its rule's name
    }

    public void allow(String reason) {
        given.add(Verdict.allow(purpose, reason));
    }

    public void deny(String reason) {
        given.add(Verdict.deny(purpose, reason));
    }

    public void mask(String field, String reason) {
        given.add(new Verdict(purpose, true, reason, Set.of(field)));
    }
}
