package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.config.Settings;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.mapping.Mapping;
import io.casewire.model.Brake;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.rules.ConditionRule;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Topics;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code pause} and {@code resume} are about. */
final class BrakeTarget {
    @Mixin
    ConfigOption config;

    @Parameters(index = "0", paramLabel = "KIND", description = "delivery, mapping, rule or device")
    private String kind;

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            arity = "0..1",
            description = "of the mapping, the rule (as in machine-maintenance/overstrain) or the device")
    private String name = "";

    @SuppressWarnings("NullAway.Init") // picocli fills them
    BrakeTarget() {}

    /** @throws FindingException when there is no such thing */
    Brake brake(long at, long until, String reason) throws IOException {
        Brake.Kind parsed = kind();
        if (parsed == Brake.Kind.DELIVERY != name.isEmpty()) {
            throw refused(name.isEmpty() ? "which " + kind + "? A name is missing." : "delivery takes no name.");
        }
        if (parsed == Brake.Kind.MAPPING || parsed == Brake.Kind.RULE) {
            requireKnown(parsed);
        }
        return new Brake(Brake.VERSION, parsed, name, at, until, reason, System.getProperty("user.name", "unknown"));
    }

    private Brake.Kind kind() {
        try {
            return Brake.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw refused("'" + kind + "' cannot be stopped: delivery, mapping, rule or device can.");
        }
    }

    private void requireKnown(Brake.Kind parsed) throws IOException {
        Content content =
                ConfigOption.content(ContentFiles.read(config.settings().contentFolder()));
        TreeSet<String> known = (parsed == Brake.Kind.MAPPING
                        ? content.mappings().stream().map(Mapping::name)
                        : content.rules().stream()
                                .flatMap(group -> group.conditions().stream())
                                .map(ConditionRule::name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!known.contains(name)) {
            throw refused("there is no " + kind + " '" + name + "', only " + String.join(", ", known) + ".");
        }
    }

    private FindingException refused(String what) {
        return new FindingException(new Finding(FindingCode.USAGE, kind, what));
    }

    /** @throws FindingException when nothing runs */
    static KafkaSettings kafka(ConfigOption config) throws IOException {
        JsonNode run = config.running();
        Settings settings = config.settings();
        Topics topics = new Topics(
                run.path("topicPrefix").asText(),
                run.path("partitions").asInt(),
                settings.delivery().channels());
        return new KafkaSettings(run.path("kafka").asText(), settings.kafka().client(), topics, (short)
                settings.kafka().replication());
    }

    /** In one line, for people. */
    static String line(Brake brake) {
        return brake.kind().label() + (brake.name().isEmpty() ? "" : " " + brake.name());
    }
}
