package io.casewire;

import io.casewire.consent.Consent;
import io.casewire.consent.ConsentLedger;
import io.casewire.consent.PolicyFacts;
import io.casewire.consent.Statement;
import io.casewire.identity.Device;
import io.casewire.identity.DeviceRegistry;
import io.casewire.identity.OrgProfile;
import io.casewire.identity.Party;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A world in which devices and parties are what a test says; every device is known unless a test knows better. */
public final class TestWorld implements DeviceRegistry, ConsentLedger {
    private final Map<String, Consent> consents = new HashMap<>();
    private final Map<String, String> persons = new HashMap<>();
    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, Map<String, String>> fields = new HashMap<>();
    private final Map<String, Instant> knownFrom = new HashMap<>();
    private final Map<String, TreeMap<Instant, String>> sales = new HashMap<>();

    /** The device belongs to a person. @param flags what she set; the others are not set */
    public TestWorld person(String device, String individual, Map<String, Boolean> flags, Statement... statements) {
        Map<String, Boolean> all = new HashMap<>();
        PolicyFacts.FLAGS.keySet().forEach(flag -> all.put(flag, false));
        all.putAll(flags);
        return person(device, new Consent(individual, all, List.of(statements), false, Consent.AGE_UNKNOWN));
    }

    public TestWorld person(String device, Consent consent) {
        persons.put(device, consent.partyId());
        consents.put(consent.partyId(), consent);
        return this;
    }

    public TestWorld personWithoutRecord(String device, String individual) {
        persons.put(device, individual);
        return this;
    }

    /** Its Asset has a parent. */
    public TestWorld under(String parent, String device) {
        parents.put(device, parent);
        return this;
    }

    /** What its Asset says, by the names that {@code mappings/identity.yaml} gives. */
    public TestWorld saying(String device, Map<String, String> said) {
        fields.put(device, said);
        return this;
    }

    /** What the person is denied from now on. */
    public TestWorld withdrawn(String individual) {
        consents.remove(individual);
        return this;
    }

    /** The device is unknown before. */
    public TestWorld knownFrom(String device, Instant clock) {
        knownFrom.put(device, clock);
        return this;
    }

    /** From a time on, the device is another organisation's. */
    public TestWorld soldTo(String device, String account, Instant from) {
        sales.computeIfAbsent(device, it -> new TreeMap<>()).put(from, account);
        return this;
    }

    @Override
    public @Nullable Device find(String device, Instant eventTime, Instant clock) {
        Instant from = knownFrom.get(device);
        if (from != null && clock.isBefore(from)) {
            return null;
        }
        Map.Entry<Instant, String> sale =
                sales.getOrDefault(device, new TreeMap<>()).floorEntry(eventTime.isBefore(clock) ? eventTime : clock);
        if (sale != null) {
            Party buyer = new Party(Party.Kind.ORGANISATION, sale.getValue(), null, null);
            return new Device(device, "02i" + device, "Machine " + device, Map.of(), buyer, parents.get(device));
        }
        String individual = persons.get(device);
        Party party = individual == null
                ? new Party(Party.Kind.ORGANISATION, "001000000000001AAA", null, null)
                : new Party(Party.Kind.PERSON, "001000000000001AAA", "003000000000001AAA", individual);
        return new Device(
                device,
                "02i" + device,
                "Machine " + device,
                fields.getOrDefault(device, Map.of()),
                party,
                parents.get(device));
    }

    @Override
    public @Nullable Party party(String owner, Instant eventTime, Instant clock) {
        if (owner.equals("001000000000001AAA")) {
            return new Party(Party.Kind.ORGANISATION, owner, null, null);
        }
        return persons.keySet().stream()
                .map(device -> find(device, eventTime, clock))
                .filter(Objects::nonNull)
                .map(Device::party)
                .filter(party -> party.owner().equals(owner))
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable String registrationAccount(Instant clock) {
        return "001000000000002AAA";
    }

    @Override
    public OrgProfile orgProfile(Instant clock) {
        return OrgProfile.DEFAULT;
    }

    @Override
    public @Nullable Consent consentOf(String partyId, Instant asOf, Instant clock) {
        return consents.get(partyId);
    }
}
