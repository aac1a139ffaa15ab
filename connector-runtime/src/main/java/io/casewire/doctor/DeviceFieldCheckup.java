package io.casewire.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.content.Content;
import io.casewire.identity.IdentityPolicy;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.salesforce.OrgUnreachableException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code mappings/identity.yaml} declares of devices, beside what the org describes of Assets and what they look up. */
final class DeviceFieldCheckup {
    private static final String ASSET = "Asset";
    /** What they say is about a person, and nobody's consent would be asked. */
    private static final Set<String> PEOPLE = Set.of("Contact", "Individual", "Lead", "User");

    private final OrgQuestions org;
    private final IdentityPolicy policy;
    private final FieldCheckup fields;
    /** Those that say when somebody works on a device. */
    private final Set<String> timeFields;

    private final Map<String, @Nullable JsonNode> described;

    /** @param described what is known already */
    DeviceFieldCheckup(OrgQuestions org, Content content, FieldCheckup fields, Map<String, JsonNode> described) {
        this.org = org;
        this.policy = content.identity();
        this.timeFields = content.maintenanceTimeFields();
        this.fields = fields;
        this.described = new HashMap<>(described);
    }

    void run() throws OrgUnreachableException {
        fields.key(policy.file().place("/asset/deviceId"), ASSET, policy.deviceIdField(), describe(ASSET));
        for (Map.Entry<String, String> field : new TreeMap<>(policy.fields()).entrySet()) {
            check(field.getKey(), field.getValue());
        }
    }

    private void check(String name, String field) throws OrgUnreachableException {
        String place = policy.file().place(policy.fieldPointer(name));
        boolean time = timeFields.contains(name);
        int dot = field.indexOf('.');
        if (dot < 0) {
            fields.read(place, ASSET, field, time, describe(ASSET));
            return;
        }
        String lookup = field.substring(0, dot);
        String object = lookedUp(lookup);
        if (object == null) {
            fields.read(place, ASSET, lookup, false, null);
        } else if (PEOPLE.contains(object)) {
            fields.ofPeople(place, field, object);
        } else {
            fields.read(place, object, field.substring(dot + 1), time, describe(object));
        }
    }

    /** The object behind a lookup of Assets; null when there is no such lookup. */
    private @Nullable String lookedUp(String lookup) throws OrgUnreachableException {
        JsonNode asset = describe(ASSET);
        if (asset == null) {
            return null;
        }
        for (JsonNode field : asset.path("fields")) {
            if (field.path("relationshipName").asText().equals(lookup)) {
                return field.path("referenceTo").path(0).asText();
            }
        }
        return null;
    }

    private @Nullable JsonNode describe(String object) throws OrgUnreachableException {
        if (!described.containsKey(object)) {
            described.put(object, org.describe(object));
        }
        return described.get(object);
    }
}
