package io.casewire.consent;

import io.casewire.drl.FactShape;
import io.casewire.drl.FactShape.FieldType;
import io.casewire.drl.RuleBase;
import io.casewire.drl.RuleCompiler;
import io.casewire.drl.RuleFile;
import io.casewire.drl.RuleSession;
import io.casewire.identity.Party;
import io.casewire.model.Finding;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The purposes, and the rules under {@code consent/policies/} that answer for them. */
public final class ConsentPolicies {
    /** The org's fields a policy may look at, and how policies call them. */
    public static final Map<String, String> FLAGS = flags();

    private static final FactShape PURPOSE =
            new FactShape("Purpose", new TreeMap<>(Map.of("name", FieldType.TEXT, "legalBasis", FieldType.TEXT)));
    private static final FactShape PARTY = new FactShape("Party", Map.of("kind", FieldType.TEXT));
    private static final FactShape CONSENT = consentShape();

    private final Map<String, Purpose> purposes = new LinkedHashMap<>();
    private final RuleBase rules;

    private ConsentPolicies(List<Purpose> purposes, RuleBase rules) {
        purposes.forEach(purpose -> this.purposes.put(purpose.name(), purpose));
        this.rules = rules;
    }

    /** @return null when findings were reported */
    public static @Nullable ConsentPolicies compile(
            List<Purpose> purposes, List<RuleFile> policies, Consumer<Finding> findings) {
        RuleBase rules = new RuleCompiler(
                        "consent",
                        "verdicts",
                        VerdictReporter.class,
                        "allow|deny|mask",
                        List.of(PURPOSE, PARTY, CONSENT))
                .compile(policies, findings);
        return rules == null ? null : new ConsentPolicies(purposes, rules);
    }

    public Map<String, Purpose> purposes() {
        return purposes;
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

    /** Asks the policies; one thread at a time. */
    final class Evaluator implements AutoCloseable {
        private final VerdictReporter reporter = new VerdictReporter();
        private final RuleSession session = rules.newSession(reporter);

        /** @param consent null when there is no record */
        Verdict verdict(Purpose purpose, Party party, @Nullable Consent consent) {
            reporter.start(purpose.name());
            Map<String, Object> record = new HashMap<>();
            record.put("known", consent != null);
            FLAGS.forEach((field, flag) -> record.put(
                    flag, word(consent == null ? null : consent.flags().get(field))));
            session.run(List.of(
                    rules.newFact("Purpose").with(Map.of("name", purpose.name(), "legalBasis", purpose.legalBasis())),
                    rules.newFact("Party")
                            .with(Map.of("kind", party.kind().name().toLowerCase(Locale.ROOT))),
                    rules.newFact("Consent").with(record)));
            return reporter.verdict();
        }

        /** A word and not a Boolean: what nobody may see is neither yes nor no, and a policy has to say so. */
        private static String word(@Nullable Boolean flag) {
            if (flag == null) {
                return "hidden";
            }
            return flag ? "yes" : "no";
        }

        @Override
        public void close() {
            session.close();
        }
    }

    private static Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("Individual.HasOptedOutProcessing", "optedOutOfProcessing");
        flags.put("Individual.HasOptedOutProfiling", "optedOutOfProfiling");
        flags.put("Individual.HasOptedOutTracking", "optedOutOfTracking");
        flags.put("Individual.HasOptedOutGeoTracking", "optedOutOfGeoTracking");
        flags.put("Individual.HasOptedOutSolicit", "optedOutOfSolicitation");
        flags.put("Individual.ShouldForget", "shouldBeForgotten");
        flags.put("Contact.HasOptedOutOfEmail", "optedOutOfEmail");
        flags.put("Contact.DoNotCall", "doNotCall");
        flags.put("Lead.HasOptedOutOfEmail", "leadOptedOutOfEmail");
        flags.put("Lead.DoNotCall", "leadDoNotCall");
        return flags;
    }

    private static FactShape consentShape() {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        fields.put("known", FieldType.BOOLEAN);
        FLAGS.values().forEach(flag -> fields.put(flag, FieldType.TEXT));
        return new FactShape("Consent", fields);
    }
}
