package io.casewire.cli;

import io.casewire.content.Content;
import io.casewire.identity.Device;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the org would say of the devices of a command that asks no org. */
final class DeviceOptions {
    @Option(names = "--model", description = "the devices' model, by which limits are chosen (default: none)")
    private @Nullable String model;

    @Option(
            names = "--field",
            paramLabel = "NAME=VALUE",
            description = "what else mappings/identity.yaml declares of devices, as tier=gold; may be given again")
    private Map<String, String> fields = new TreeMap<>();

    /** By their names in this content. */
    Map<String, String> fields(Content content) {
        Map<String, String> all = new TreeMap<>(fields);
        if (model != null) {
            all.put(Device.MODEL, model);
        }
        Set<String> declared = content.identity().deviceFields();
        FindingException.throwIfAny(fields.keySet().stream()
                .filter(field -> !declared.contains(field))
                .map(field -> new Finding(
                        FindingCode.USAGE,
                        "--field",
                        "mappings/identity.yaml does not declare '" + field + "'." + Nearest.to(field, declared)))
                .toList());
        return all;
    }
}
