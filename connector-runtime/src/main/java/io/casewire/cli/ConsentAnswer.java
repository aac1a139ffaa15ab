package io.casewire.cli;

import io.casewire.consent.Channel;
import io.casewire.consent.Consent;
import io.casewire.consent.ConsentPolicies;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.Pseudonyms;
import io.casewire.consent.Purpose;
import io.casewire.consent.Said;
import io.casewire.consent.Statement;
import io.casewire.consent.Verdict;
import io.casewire.identity.Device;
import io.casewire.identity.Party;
import io.casewire.stream.ConsentTable;
import io.casewire.stream.PartyTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what a person agreed to, over time, and what follows of it for every purpose at one time. */
final class ConsentAnswer {
    private final ConsentPolicies policies;
    private final ConsentTable consents;
    private final PartyTable parties;

    ConsentAnswer(ConsentPolicies policies, ConsentTable consents, PartyTable parties) {
        this.policies = policies;
        this.consents = consents;
        this.parties = parties;
    }

    /**
     * @param person id of an Individual, or of a Contact
     * @return null when nothing is known of that person
     */
    @Nullable
    Map<String, Object> of(String person, Instant asOf) {
        List<Device> devices = parties.devicesOf(person);
        String id = individual(person, devices);
        List<Said> history = consents.history(id);
        if (history.isEmpty()) {
            return null;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("party", id);
        answer.put("asOf", asOf.toString());
        answer.put("currentAsOf", consents.currentAsOf().toString());
        answer.put("devices", devicesThen(devices, asOf));
        answer.put("verdicts", verdicts(new Party(Party.Kind.PERSON, null, null, id), asOf));
        answer.put("history", history.stream().map(ConsentAnswer::said).toList());
        return answer;
    }

    /** Those that were this person's then. */
    private List<String> devicesThen(List<Device> now, Instant asOf) {
        return now.stream()
                .filter(device -> {
                    Device then = parties.find(device.id(), asOf, asOf);
                    return then != null
                            && then.party().owner().equals(device.party().owner());
                })
                .map(Device::id)
                .toList();
    }

    /** A Contact speaks for its Individual, where it has one. */
    private static String individual(String person, List<Device> devices) {
        return devices.stream()
                .map(Device::party)
                .filter(party -> person.equals(party.contactId()))
                .map(Party::individualId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(person);
    }

    private List<Map<String, Object>> verdicts(Party party, Instant asOf) {
        List<Map<String, Object>> all = new ArrayList<>();
        try (ConsentStage stage = new ConsentStage(policies, consents, Pseudonyms.NONE)) {
            for (Purpose purpose : policies.purposes().values()) {
                Verdict verdict = stage.verdictNow(purpose.name(), party, asOf);
                Map<String, Object> shown = new LinkedHashMap<>();
                shown.put("purpose", purpose.name());
                shown.put("legalBasis", purpose.legalBasis());
                shown.put("allowed", verdict.allowed());
                shown.put("reason", verdict.reason());
                shown.put("held", verdict.allowed() && !stage.isCurrent(purpose.name(), party, asOf));
                shown.put("treated", verdict.treatedInWords());
                all.add(shown);
            }
        }
        return all;
    }

    private static Map<String, Object> said(Said said) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("from", said.from() == null ? "" : said.from().toString());
        shown.put("offset", said.offset());
        shown.put("flags", new TreeMap<>(said.consent().flags()));
        shown.put(
                "statements",
                said.consent().statements().stream()
                        .map(ConsentAnswer::statement)
                        .toList());
        shown.put("statementsHidden", said.consent().statementsHidden());
        int age = said.consent().ageAtLeast();
        if (age != Consent.AGE_UNKNOWN) {
            shown.put("ageAtLeast", age);
        }
        return shown;
    }

    private static Map<String, Object> statement(Statement statement) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("answer", statement.answer().label());
        putIfKnown(shown, "purpose", statement.purpose());
        putIfKnown(shown, "legalBasis", statement.legalBasis());
        Channel channel = statement.channel();
        putIfKnown(shown, "channel", channel == null ? null : channel.label());
        putIfKnown(shown, "from", time(statement.from()));
        putIfKnown(shown, "to", time(statement.to()));
        shown.put("record", statement.source().object() + " " + statement.record());
        return shown;
    }

    private static @Nullable String time(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis).toString();
    }

    private static void putIfKnown(Map<String, Object> shown, String name, @Nullable String value) {
        if (value != null) {
            shown.put(name, value);
        }
    }
}
