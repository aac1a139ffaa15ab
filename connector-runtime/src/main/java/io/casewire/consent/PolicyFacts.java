package io.casewire.consent;

import io.casewire.consent.ConsentPolicies.Question;
import io.casewire.drl.Fact;
import io.casewire.drl.FactShape;
import io.casewire.drl.FactShape.FieldType;
import io.casewire.drl.RuleBase;
import io.casewire.identity.Party;
import io.casewire.model.DataClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What policies read: docs/reference/consent.md lists it. */
public final class PolicyFacts {
    /** The org's fields a policy may look at, and how policies call them. */
    public static final Map<String, String> FLAGS = flags();

    static final List<FactShape> SHAPES = List.of(
            purposeShape(),
            new FactShape("Party", Map.of("kind", FieldType.TEXT)),
            consentShape(),
            new FactShape("Data", new TreeMap<>(Map.of("dataClass", FieldType.TEXT, "needed", FieldType.BOOLEAN))));

    private PolicyFacts() {}

    static List<Fact> of(Question question, RuleBase rules) {
        List<Fact> facts = new ArrayList<>();
        facts.add(rules.newFact("Purpose").with(purpose(question.purpose())));
        facts.add(rules.newFact("Party").with(Map.of("kind", kind(question.kind()))));
        facts.add(rules.newFact("Consent").with(consent(question)));
        for (DataClass dataClass : DataClass.values()) {
            facts.add(rules.newFact("Data")
                    .with(Map.of(
                            "dataClass",
                            dataClass.label(),
                            "needed",
                            question.purpose().needs(dataClass))));
        }
        return facts;
    }

    private static String kind(Party.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> purpose(Purpose purpose) {
        Map<String, Object> fact = new HashMap<>();
        fact.put("name", purpose.name());
        fact.put("legalBasis", purpose.legalBasis());
        fact.put("minimumAge", (double) purpose.minimumAge());
        for (Activity activity : Activity.values()) {
            fact.put(activity.label(), purpose.activities().contains(activity));
        }
        for (Channel channel : Channel.values()) {
            fact.put(via(channel), purpose.channels().contains(channel));
        }
        return fact;
    }

    private static Map<String, Object> consent(Question question) {
        Map<String, Object> fact = new HashMap<>();
        fact.put("known", question.known());
        FLAGS.forEach((field, flag) -> fact.put(flag, word(question.flags().get(field))));
        Standing standing = question.standing();
        fact.put("status", standing.said().label());
        fact.put("form", standing.form().label());
        fact.put("doubleOptIn", standing.doubly());
        for (Channel channel : Channel.values()) {
            fact.put(to(channel), standing.through(channel).label());
        }
        boolean ageKnown = question.age() != Consent.AGE_UNKNOWN;
        fact.put("ageKnown", ageKnown);
        fact.put("ageAtLeast", ageKnown ? (double) question.age() : Double.NaN);
        return fact;
    }

    /** A word and not a Boolean: what nobody may see is neither yes nor no, and a policy has to say so. */
    private static String word(@Nullable Boolean flag) {
        if (flag == null) {
            return "hidden";
        }
        return flag ? "yes" : "no";
    }

    /** As in {@code Purpose( viaEmail == true )}. */
    private static String via(Channel channel) {
        return "via" + channel.label().substring(0, 1).toUpperCase(Locale.ROOT)
                + channel.label().substring(1);
    }

    /** As in {@code Consent( emailStatus == "optIn" )}. */
    static String to(Channel channel) {
        return channel.label() + "Status";
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

    private static FactShape purposeShape() {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        fields.put("name", FieldType.TEXT);
        fields.put("legalBasis", FieldType.TEXT);
        fields.put("minimumAge", FieldType.NUMBER);
        for (Activity activity : Activity.values()) {
            fields.put(activity.label(), FieldType.BOOLEAN);
        }
        for (Channel channel : Channel.values()) {
            fields.put(via(channel), FieldType.BOOLEAN);
        }
        return new FactShape("Purpose", fields);
    }

    private static FactShape consentShape() {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        fields.put("known", FieldType.BOOLEAN);
        FLAGS.values().forEach(flag -> fields.put(flag, FieldType.TEXT));
        fields.put("status", FieldType.TEXT);
        fields.put("form", FieldType.TEXT);
        fields.put("doubleOptIn", FieldType.BOOLEAN);
        for (Channel channel : Channel.values()) {
            fields.put(to(channel), FieldType.TEXT);
        }
        fields.put("ageKnown", FieldType.BOOLEAN);
        fields.put("ageAtLeast", FieldType.NUMBER);
        return new FactShape("Consent", fields);
    }
}
