package io.casewire.identity;

import io.casewire.ingest.Group.Per;
import io.casewire.ingest.VirtualDevice;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows virtual devices beside those of the org: a gateway's is its Asset, others have none. */
public final class VirtualDevices implements DeviceRegistry {
    private final DeviceRegistry org;

    public VirtualDevices(DeviceRegistry org) {
        this.org = org;
    }

    @Override
    public @Nullable Device find(String device, Instant eventTime, Instant clock) {
        VirtualDevice virtual = VirtualDevice.parse(device);
        if (virtual == null) {
            return org.find(device, eventTime, clock);
        }
        if (virtual.per() == Per.GATEWAY) {
            Device gateway = org.find(virtual.of(), eventTime, clock);
            return gateway == null
                    ? null
                    : new Device(device, gateway.assetId(), gateway.name(), gateway.fields(), gateway.party(), null);
        }
        Party party = org.party(virtual.of(), eventTime, clock);
        return party == null ? null : new Device(device, Device.NO_ASSET, virtual.group(), Map.of(), party, null);
    }

    @Override
    public @Nullable Party party(String owner, Instant eventTime, Instant clock) {
        return org.party(owner, eventTime, clock);
    }

    @Override
    public @Nullable String registrationAccount(Instant clock) {
        return org.registrationAccount(clock);
    }

    @Override
    public OrgProfile orgProfile(Instant clock) {
        return org.orgProfile(clock);
    }
}
