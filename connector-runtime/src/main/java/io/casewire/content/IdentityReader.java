package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.identity.Device;
import io.casewire.identity.IdentityPolicy;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads {@code kind: Identity}. */
final class IdentityReader {
    /** Rules and episodes need some time to themselves. */
    private static final Duration SHORTEST_EXPIRY = Duration.ofHours(1);

    /** What content says of a device already, whatever is declared. */
    private static final Set<String> TAKEN = Set.of("id", Device.NAME, "assetId", "openCase");

    private static final Pattern FIELD = Pattern.compile("[A-Za-z]\\w*(\\.[A-Za-z]\\w*)?");
    /** What a person is, not what is done with a device: that is asked for with consent, and treated by data class. */
    private static final Pattern OF_PEOPLE = Pattern.compile(
            "(?i)(Contact|Owner|AssetProvidedBy|AssetServicedBy|CreatedBy|LastModifiedBy)(Id|\\..*)|Account\\.(Person.*|.*__pc)");

    private final YamlFile file;
    private final Consumer<Finding> findings;

    private IdentityReader(YamlFile file, Consumer<Finding> findings) {
        this.file = file;
        this.findings = findings;
    }

    static IdentityPolicy read(YamlFile file, Consumer<Finding> findings) {
        return new IdentityReader(file, findings).read();
    }

    private IdentityPolicy read() {
        JsonNode root = file.root();
        Duration expireAfter = FormatReader.duration(root.path("state").path("expireAfter"), "90d");
        if (expireAfter.compareTo(SHORTEST_EXPIRY) < 0) {
            refuse("/state/expireAfter", "expireAfter: at least 1h.");
        }
        return new IdentityPolicy(
                file.source(),
                IdentityPolicy.Unknown.valueOf(
                        FormatReader.constant(root.path("unknownDevice").asText())),
                root.path("heldPerDevice").asInt(100),
                FormatReader.duration(root.path("retry"), "5s"),
                FormatReader.duration(root.path("refresh"), "60s"),
                root.path("asset").path("deviceId").asText(),
                fields(root.path("asset")),
                FormatReader.text(root.path("register"), "underAccount"),
                root.path("register").path("perDay").asInt(1_000),
                expireAfter);
    }

    private Map<String, String> fields(JsonNode asset) {
        Map<String, String> fields = new TreeMap<>();
        if (asset.has(Device.MODEL)) {
            add(Device.MODEL, asset.path(Device.MODEL).asText(), "/asset/model", fields);
        }
        asset.path("fields").properties().forEach(field -> {
            String pointer = "/asset/fields/" + field.getKey();
            if (TAKEN.contains(field.getKey()) || field.getKey().equals(Device.MODEL)) {
                refuse(pointer, "device." + field.getKey() + " is something else already: give it another name.");
            } else {
                add(field.getKey(), field.getValue().asText(), pointer, fields);
            }
        });
        return fields;
    }

    private void add(String name, String field, String pointer, Map<String, String> fields) {
        if (!FIELD.matcher(field).matches()) {
            refuse(
                    pointer,
                    "'" + field + "' is neither a field of Asset nor one of what it looks up, as Account.Site is.");
        } else if (OF_PEOPLE.matcher(field).matches()) {
            refuse(
                    pointer,
                    "'" + field + "' is about a person, and what a device is told by is not kept from anybody.");
        } else {
            fields.put(name, field);
        }
    }

    private void refuse(String pointer, String what) {
        findings.accept(new Finding(FindingCode.CONTENT_SCHEMA, file.place(pointer), what));
    }
}
