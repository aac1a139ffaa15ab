package io.casewire.trial;

import io.casewire.consent.Consent;
import io.casewire.consent.ConsentLedger;
import io.casewire.consent.PolicyFacts;
import io.casewire.identity.Device;
import io.casewire.identity.DeviceRegistry;
import io.casewire.identity.OrgProfile;
import io.casewire.identity.Party;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An org in which every device is known and all of them belong to one organisation, or to one person who said nothing: what
 * people say is a matter of consent's own cases.
 *
 * @param fields of every device, as they are declared
 * @param parent the device that all others are under, or null
 */
public record AssumedWorld(Map<String, String> fields, boolean person, @Nullable String parent)
        implements DeviceRegistry, ConsentLedger {
    private static final String ACCOUNT = "001000000000001AAA";
    private static final String REGISTRATION = "001000000000002AAA";
    private static final String CONTACT = "003000000000001AAA";
    private static final String INDIVIDUAL = "0PK000000000001AAA";

    @Override
    public Device find(String device, Instant eventTime, Instant clock) {
        return new Device(device, "02i:" + device, device, fields, party(), device.equals(parent) ? null : parent);
    }

    @Override
    public @Nullable Party party(String owner, Instant eventTime, Instant clock) {
        return owner.equals(party().owner()) ? party() : null;
    }

    private Party party() {
        return person
                ? new Party(Party.Kind.PERSON, ACCOUNT, CONTACT, INDIVIDUAL)
                : new Party(Party.Kind.ORGANISATION, ACCOUNT, null, null);
    }

    @Override
    public String registrationAccount(Instant clock) {
        return REGISTRATION;
    }

    @Override
    public OrgProfile orgProfile(Instant clock) {
        return OrgProfile.DEFAULT;
    }

    @Override
    public @Nullable Consent consentOf(String partyId, Instant asOf, Instant clock) {
        if (!person) {
            return null;
        }
        Map<String, Boolean> flags = new HashMap<>();
        PolicyFacts.FLAGS.keySet().forEach(flag -> flags.put(flag, false));
        return new Consent(partyId, flags, List.of(), false, Consent.AGE_UNKNOWN);
    }
}
