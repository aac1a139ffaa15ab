package io.casewire.cli;

import io.casewire.consent.ConsentLedger;
import io.casewire.consent.ConsentPolicies;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.Pseudonyms;
import io.casewire.identity.Device;
import io.casewire.identity.DeviceRegistry;
import io.casewire.identity.Party;
import io.casewire.mapping.Write;
import io.casewire.model.Stage;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dead letter with its payload, unless the person it is about does not allow that it is used any more. */
final class DeadLetterAnswer {
    private final ConsentPolicies policies;
    private final ConsentLedger consents;
    private final DeviceRegistry devices;

    DeadLetterAnswer(ConsentPolicies policies, ConsentLedger consents, DeviceRegistry devices) {
        this.policies = policies;
        this.consents = consents;
        this.devices = devices;
    }

    Map<String, Object> of(DeadLetterRecord letter) {
        Map<String, Object> shown = DeadLetterTexts.of(letter);
        if (mayBeSeen(letter)) {
            shown.put("payload", letter.payload());
        } else {
            shown.put("withheld", "The payload is not shown: the person concerned does not allow its use.");
        }
        return shown;
    }

    /** Of a message that never became a reading, nobody knows whom it is about. */
    private boolean mayBeSeen(DeadLetterRecord letter) {
        if (letter.stage().equals(Stage.INGEST.label())) {
            return true;
        }
        if (letter.stage().equals(Stage.DELIVERY.label())) {
            Write write = Json.read(letter.payload(), Write.class);
            return write.purpose().isEmpty() || isAllowed(List.of(write.purpose()), write.party());
        }
        // Whose it was then, not whose it is now.
        Device device = devices.find(letter.key(), letter.at(), Instant.now());
        return isAllowed(policies.purposes().keySet(), device == null ? null : device.party());
    }

    /** As at the first gate: it is enough that one purpose may. */
    private boolean isAllowed(Collection<String> purposes, @Nullable Party party) {
        if (party == null) {
            return true;
        }
        try (ConsentStage stage = new ConsentStage(policies, consents, Pseudonyms.NONE)) {
            return purposes.stream().anyMatch(purpose -> stage.verdictNow(purpose, party, Instant.now())
                    .allowed());
        }
    }
}
