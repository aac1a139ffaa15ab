package io.casewire.cli;

import io.casewire.content.Content;
import io.casewire.episodes.MaintenanceWindow.OfDevice;
import io.casewire.identity.Device;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** @throws FindingException when none of these contents declares what is given, or it is no time and has to be one */
    void check(List<Content> contents) {
        Set<String> declared = new TreeSet<>();
        contents.forEach(content -> declared.addAll(content.identity().deviceFields()));
        FindingException.throwIfAny(fields.keySet().stream()
                .filter(field -> !declared.contains(field))
                .map(field -> new Finding(
                        FindingCode.USAGE,
                        "--field",
                        "mappings/identity.yaml does not declare '" + field + "'." + Nearest.to(field, declared)))
                .toList());
        FindingException.throwIfAny(contents.stream()
                .flatMap(content -> content.maintenanceTimeFields().stream())
                .distinct()
                .filter(field -> fields.containsKey(field) && OfDevice.time(fields.get(field)) == null)
                .map(field -> new Finding(
                        FindingCode.USAGE, "--field", "'" + field + "' is a time, as in 2026-03-01T08:00:00Z."))
                .toList());
    }

    /** Those that this content declares, by their names. */
    Map<String, String> of(Content content) {
        Map<String, String> declared = new TreeMap<>(fields);
        declared.keySet().retainAll(content.identity().deviceFields());
        if (model != null) {
            declared.put(Device.MODEL, model);
        }
        return declared;
    }
}
