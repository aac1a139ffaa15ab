package io.casewire.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.identity.IdentityPolicy;
import io.casewire.identity.Party;
import io.casewire.model.Severity;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** The one record Casewire makes without a mapping file: the Asset of a device nobody registered. */
public final class Registration {
    /** How such writes are named. */
    public static final String MAPPING = "register-asset";

    private Registration() {}

    /** An Asset with the device id as its name, under the declared Account; concerns no person. */
    public static Write of(IdentityPolicy policy, String device, String accountId, String content, Instant clock) {
        SortedMap<String, JsonNode> create = new TreeMap<>();
        create.put("Name", TextNode.valueOf(device));
        create.put("AccountId", TextNode.valueOf(accountId));
        return new Write(
                Write.VERSION,
                MAPPING,
                Target.object("Asset", policy.deviceIdField()),
                device,
                1,
                // Readings wait for it.
                Severity.HIGH,
                "",
                null,
                new Party(Party.Kind.ORGANISATION, accountId, null, null),
                accountId,
                null,
                null,
                null,
                0,
                0,
                create,
                new TreeMap<>(),
                new TreeMap<>(),
                MAPPING,
                content,
                clock.toEpochMilli());
    }
}
