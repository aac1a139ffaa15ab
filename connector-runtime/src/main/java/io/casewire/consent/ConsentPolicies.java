package io.casewire.consent;

import io.casewire.drl.RuleBase;
import io.casewire.drl.RuleCompiler;
import io.casewire.drl.RuleDescription;
import io.casewire.drl.RuleFile;
import io.casewire.drl.RuleSession;
import io.casewire.identity.Party;
import io.casewire.model.DataClass;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The purposes, and the rules under {@code consent/policies/} that answer for them. */
public final class ConsentPolicies {
    private final Map<String, Purpose> purposes = new LinkedHashMap<>();
    private final RuleBase rules;
    private final Set<DataClass> pseudonymised;

    private ConsentPolicies(List<Purpose> purposes, RuleBase rules, Set<DataClass> pseudonymised) {
        purposes.forEach(purpose -> this.purposes.put(purpose.name(), purpose));
        this.rules = rules;
        this.pseudonymised = pseudonymised;
    }

    /** @return null when findings were reported */
    public static @Nullable ConsentPolicies compile(
            List<Purpose> purposes, List<RuleFile> policies, Consumer<Finding> findings) {
        RuleBase rules = new RuleCompiler(
                        "consent",
                        "verdicts",
                        VerdictReporter.class,
                        "allow|deny|mask|pseudonymise|coarsen",
                        PolicyFacts.SHAPES)
                .compile(policies, findings);
        PolicyActions actions = new PolicyActions();
        policies.forEach(actions::read);
        actions.findings().forEach(findings);
        return rules == null || !actions.findings().isEmpty()
                ? null
                : new ConsentPolicies(purposes, rules, actions.pseudonymised());
    }

    /** The classes that some policy pseudonymises. */
    public Set<DataClass> pseudonymised() {
        return pseudonymised;
    }

    public Map<String, Purpose> purposes() {
        return purposes;
    }

    /** How many rules there are. */
    public int size() {
        return rules.rules().size();
    }

    /** The shortest time that any purpose lets consent be old; null when none says. */
    public @Nullable Duration shortestMaxAge() {
        return purposes.values().stream()
                .map(Purpose::maxConsentAge)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    Evaluator evaluator() {
        return new Evaluator();
    }

    /**
     * Asks the policies about examples.
     *
     * @return a finding for each that comes out otherwise
     */
    public List<Finding> judge(List<PolicyCase> cases) {
        List<Finding> findings = new ArrayList<>();
        try (Evaluator evaluator = evaluator()) {
            for (PolicyCase example : cases) {
                String difference = example.differenceOf(evaluator.verdict(example.question()));
                if (difference != null) {
                    findings.add(new Finding(
                            FindingCode.CONSENT_CASE,
                            example.place(),
                            "'" + example.title() + "': " + difference + "."));
                }
            }
        }
        return findings;
    }

    /** The rules that no example is about. */
    public Set<String> withoutCase(List<PolicyCase> cases) {
        Set<String> without =
                rules.rules().stream().map(RuleDescription::name).collect(Collectors.toCollection(TreeSet::new));
        try (Evaluator evaluator = evaluator()) {
            for (PolicyCase example : cases) {
                evaluator.verdict(example.question());
                without.removeAll(evaluator.reporter.fired());
            }
        }
        return without;
    }

    /** What a policy looks at: it sees what a record says and not whose it is. */
    record Question(
            Purpose purpose, Party.Kind kind, boolean known, Map<String, Boolean> flags, Standing standing, int age) {

        /** @param consent null when there is no record */
        static Question of(Purpose purpose, Party.Kind kind, @Nullable Consent consent, Instant at) {
            return consent == null
                    ? new Question(purpose, kind, false, Map.of(), Standing.NOTHING, Consent.AGE_UNKNOWN)
                    : new Question(
                            purpose,
                            kind,
                            true,
                            consent.flags(),
                            Standing.of(consent, purpose.dataUsePurpose(), at.toEpochMilli()),
                            consent.ageAtLeast());
        }
    }

    /** Asks the policies; one thread at a time. */
    final class Evaluator implements AutoCloseable {
        private final VerdictReporter reporter = new VerdictReporter();
        private final RuleSession session = rules.newSession(reporter);

        Verdict verdict(Question question) {
            reporter.start();
            session.run(PolicyFacts.of(question, rules));
            return reporter.verdict(question.purpose().name());
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
