package io.casewire.identity;

import io.casewire.ingest.VirtualDevice;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Outcome;
import io.casewire.quality.CleanReading;
import java.time.Instant;
import java.util.Locale;

/** Third stage: the device's Asset and the party it concerns, as of the event time. */
public final class IdentityStage {
    private final IdentityPolicy policy;
    private final DeviceRegistry registry;

    public IdentityStage(IdentityPolicy policy, DeviceRegistry registry) {
        this.policy = policy;
        this.registry = registry;
    }

    public IdentityPolicy policy() {
        return policy;
    }

    /** @param clock the partition's clock */
    public Outcome<IdentifiedReading> apply(CleanReading reading, Instant clock) {
        Device device = registry.find(reading.device(), reading.eventTime(), clock);
        if (device != null) {
            return Outcome.passed(new IdentifiedReading(reading, device));
        }
        Finding unknown = new Finding(
                FindingCode.IDENTITY_UNKNOWN,
                "mappings/identity.yaml",
                "the device of a reading from '" + reading.format().name() + "' is unknown (unknownDevice: "
                        + policy.unknownDevice().name().toLowerCase(Locale.ROOT) + ").");
        boolean drop = policy.unknownDevice() == IdentityPolicy.Unknown.DROP
                // Of what is no single thing, nobody can register an Asset.
                || VirtualDevice.parse(reading.device()) != null;
        return drop ? Outcome.dropped(unknown) : Outcome.held(unknown);
    }
}
