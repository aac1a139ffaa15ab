package io.casewire.consent;

import io.casewire.consent.ConsentPolicies.Question;
import io.casewire.consent.Statement.Answer;
import io.casewire.identity.Party;
import io.casewire.model.DataClass;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An example of what the policies have to say, for people who do not read rules.
 *
 * @param place file and line
 * @param party {@code organisation}, {@code unknownPerson} or {@code person}
 * @param said what is known of a person, in the words of policies; a flag that is not named is {@code no}, an answer that is
 *     not named {@code none}
 * @param because the reason; null for any
 * @param treated what is done to data, by class and in words; null for anything
 */
public record PolicyCase(
        String place,
        String title,
        Purpose purpose,
        String party,
        Map<String, String> said,
        boolean allowed,
        @Nullable String because,
        @Nullable Map<DataClass, String> treated) {

    Question question() {
        if (!party.equals("person")) {
            Party.Kind kind = party.equals("organisation") ? Party.Kind.ORGANISATION : Party.Kind.PERSON;
            return new Question(purpose, kind, false, Map.of(), Standing.NOTHING, Consent.AGE_UNKNOWN);
        }
        Map<String, Boolean> flags = new HashMap<>();
        PolicyFacts.FLAGS.forEach((field, flag) -> {
            String word = said.getOrDefault(flag, "no");
            if (!word.equals("hidden")) {
                flags.put(field, word.equals("yes"));
            }
        });
        Map<Channel, Answer> channels = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            channels.put(channel, answer(PolicyFacts.to(channel)));
        }
        Standing standing = new Standing(
                answer("status"),
                channels,
                answer("form"),
                said.getOrDefault("doubleOptIn", "no").equals("yes"));
        int age = Integer.parseInt(said.getOrDefault("ageAtLeast", String.valueOf(Consent.AGE_UNKNOWN)));
        return new Question(purpose, Party.Kind.PERSON, true, flags, standing, age);
    }

    private Answer answer(String name) {
        return Answer.of(said.getOrDefault(name, "none"));
    }

    /** @return how the verdict differs from what is expected; null when it does not */
    @Nullable
    String differenceOf(Verdict verdict) {
        String is = (verdict.allowed() ? "allowed, " : "denied, ") + "'" + verdict.reason() + "'";
        if (verdict.allowed() != allowed || (because != null && !because.equals(verdict.reason()))) {
            return "it is " + is;
        }
        Map<DataClass, String> done = verdict.treatments().all();
        return treated == null || treated.equals(done) ? null : "what is done to the data is " + done;
    }
}
