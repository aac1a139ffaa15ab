package io.casewire.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.casewire.identity.Device;
import io.casewire.identity.Party;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code casewire.parties}.
 *
 * @param version of this envelope
 * @param model what an earlier version wrote of {@code fields}
 * @param fields what is declared of the Asset, by its name in content
 * @param parent the device id of the Asset's parent, or null
 * @param others further people it belongs to: their Individuals, and Contacts that have none
 * @param effectiveFrom when it became so in the org, epoch milliseconds
 * @param deleted whether the Asset is gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record PartyRecord(
        int version,
        String device,
        String assetId,
        String name,
        @Nullable String model,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> fields,
        Party.Kind partyKind,
        @Nullable String accountId,
        @Nullable String contactId,
        @Nullable String individualId,
        @Nullable String parent,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> others,
        boolean deleted,
        long effectiveFrom) {

    /** The version written today. */
    public static final int VERSION = 1;

    /** Earlier entries know of no others, and of no field but the model. */
    public PartyRecord {
        others = others == null ? List.of() : List.copyOf(others);
        fields = fields == null ? Map.of() : new TreeMap<>(fields);
    }

    /** The same since another time. */
    public PartyRecord from(Instant time) {
        return new PartyRecord(
                version,
                device,
                assetId,
                name,
                model,
                fields,
                partyKind,
                accountId,
                contactId,
                individualId,
                parent,
                others,
                deleted,
                time.toEpochMilli());
    }

    public Device toDevice() {
        Party party = new Party(partyKind, accountId, contactId, individualId, others);
        Map<String, String> all = new TreeMap<>(fields);
        if (model != null) {
            all.putIfAbsent(Device.MODEL, model);
        }
        return new Device(device, assetId, name, all, party, parent);
    }

    @Override
    public String toString() {
        return "PartyRecord[" + assetId + "]";
    }
}
