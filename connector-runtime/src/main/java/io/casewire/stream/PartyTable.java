package io.casewire.stream;

import io.casewire.identity.Device;
import io.casewire.identity.DeviceRegistry;
import io.casewire.identity.OrgProfile;
import io.casewire.identity.Party;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** All of {@code casewire.parties} in memory; written by its reader, read by the pipelines. */
public final class PartyTable implements DeviceRegistry, TableReader.Table {
    private static final String DEVICE = "device/";

    private final Map<String, History<Device>> devices = new ConcurrentHashMap<>();
    /** By owner: the devices that ever were theirs. */
    private final Map<String, Set<String>> devicesOfOwner = new ConcurrentHashMap<>();
    /** By Contact: who it is. */
    private final Map<String, String> individuals = new ConcurrentHashMap<>();

    private volatile History<OrgRecord> org = History.empty();
    private volatile boolean complete;

    /** The key of a device's entries. */
    public static String key(String device) {
        return DEVICE + device;
    }

    @Override
    public void accept(String key, byte[] value, TableReader.Appended appended) {
        if (key.equals(LOAD_COMPLETE)) {
            complete = true;
        } else if (key.equals(OrgRecord.KEY)) {
            org = org.with(appended, appended.at(), Json.read(value, OrgRecord.class), !complete);
        } else {
            PartyRecord record = Json.read(value, PartyRecord.class);
            Device device = record.deleted() ? null : record.toDevice();
            if (record.contactId() != null && record.individualId() != null) {
                individuals.put(record.contactId(), record.individualId());
            } else if (record.contactId() != null) {
                individuals.remove(record.contactId());
            }
            if (device != null) {
                devicesOfOwner
                        .computeIfAbsent(device.party().owner(), owner -> new ConcurrentSkipListSet<>())
                        .add(device.id());
            }
            devices.merge(
                    record.device(),
                    History.<Device>empty().with(appended, record.effectiveFrom(), device, !complete),
                    (before, first) -> before.with(appended, record.effectiveFrom(), device, !complete));
        }
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    public int size() {
        return devices.size();
    }

    @Override
    public @Nullable Device find(String device, Instant eventTime, Instant clock) {
        History<Device> history = devices.get(device);
        return history == null ? null : history.find(eventTime, clock);
    }

    @Override
    public @Nullable Party party(String owner, Instant eventTime, Instant clock) {
        Party first = null;
        Set<String> consentIds = new LinkedHashSet<>();
        for (String id : devicesOfOwner.getOrDefault(owner, Set.of())) {
            Device device = find(id, eventTime, clock);
            if (device == null || !device.party().owner().equals(owner)) {
                continue;
            }
            Party party = device.party();
            if (party.kind() == Party.Kind.ORGANISATION) {
                return party;
            }
            first = first == null ? party : first;
            consentIds.addAll(party.consentIds());
        }
        if (first == null) {
            return null;
        }
        consentIds.removeAll(
                new Party(first.kind(), first.accountId(), first.contactId(), first.individualId()).consentIds());
        return new Party(
                first.kind(), first.accountId(), first.contactId(), first.individualId(), List.copyOf(consentIds));
    }

    /** What the org says now, for comparing with what is read again. */
    public @Nullable Device latest(String device) {
        History<Device> history = devices.get(device);
        return history == null ? null : history.latest();
    }

    /** The devices of a person, by the id of the Individual or of the Contact. */
    public List<Device> devicesOf(String person) {
        return devices.values().stream()
                .map(History::latest)
                .filter(Objects::nonNull)
                .filter(device -> person.equals(device.party().contactId())
                        || device.party().consentIds().contains(person))
                .sorted(Comparator.comparing(Device::id))
                .toList();
    }

    /** The Individual that a Contact is known to be; the id itself where none is known. */
    public String individualOf(String id) {
        return individuals.getOrDefault(id, id);
    }

    public @Nullable OrgRecord latestOrg() {
        return org.latest();
    }

    @Override
    public @Nullable String registrationAccount(Instant clock) {
        OrgRecord record = org.find(clock, clock);
        return record == null ? null : record.registrationAccountId();
    }

    @Override
    public OrgProfile orgProfile(Instant clock) {
        OrgRecord record = org.find(clock, clock);
        return record == null ? OrgProfile.DEFAULT : OrgProfile.of(record.locale(), record.timeZone());
    }
}
