package io.casewire.cli;

import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.delivery.Api;
import io.casewire.mapping.Mapping;
import io.casewire.model.Brake;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.rules.ConditionRule;
import io.casewire.stream.BrakeLog;
import io.casewire.stream.KafkaSettings;
import java.io.IOException;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code pause} and {@code resume} are about. */
final class BrakeTarget {
    private static final int LONGEST_NAME = 255;

    @Mixin
    ConfigOption config;

    @Parameters(index = "0", paramLabel = "KIND", description = "delivery, commands, mapping, channel, rule or device")
    private Brake.Kind kind;

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            arity = "0..1",
            description = {
                "of the mapping, the rule (as in machine-maintenance/overstrain) or the device; of the channel:",
                "collections, graph, bulk, events or actions"
            })
    private String name = "";

    @SuppressWarnings("NullAway.Init") // picocli fills them
    BrakeTarget() {}

    /** @throws FindingException when the name does not fit */
    Brake brake(long at, long until, String reason) {
        if (kind.isNamed() == name.isEmpty()) {
            throw refused(
                    name.isEmpty()
                            ? "which " + kind.label() + "? A name is missing."
                            : kind.label() + " takes no name.");
        }
        if (name.length() > LONGEST_NAME) {
            throw refused("no name has more than " + LONGEST_NAME + " characters.");
        }
        return new Brake(Brake.VERSION, kind, name, at, until, reason, ConfigOption.user());
    }

    /** @throws FindingException when there is no such mapping, channel or rule */
    void requireKnown() throws IOException {
        TreeSet<String> known = known();
        if (known != null && !known.contains(name)) {
            throw refused("there is no " + kind.label() + " '" + name + "', only " + String.join(", ", known) + ".");
        }
    }

    /** Null where anything may be named. */
    private @Nullable TreeSet<String> known() throws IOException {
        if (kind == Brake.Kind.CHANNEL) {
            return Stream.of(Api.values()).map(Api::label).collect(Collectors.toCollection(TreeSet::new));
        }
        if (kind != Brake.Kind.MAPPING && kind != Brake.Kind.RULE) {
            return null;
        }
        Content content =
                ConfigOption.content(ContentFiles.read(config.settings().contentFolder()));
        return (kind == Brake.Kind.MAPPING
                        ? content.mappings().stream().map(Mapping::name)
                        : content.rules().stream()
                                .flatMap(group -> group.conditions().stream())
                                .map(ConditionRule::name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private FindingException refused(String what) {
        return new FindingException(new Finding(FindingCode.USAGE, kind.label(), what));
    }

    /** @throws FindingException when Kafka does not take it */
    static void append(ConfigOption config, Brake brake) throws IOException, InterruptedException {
        KafkaSettings kafka = config.runningKafka();
        try {
            BrakeLog.append(kafka, brake);
        } catch (ExecutionException | KafkaException e) {
            throw new FindingException(new Finding(
                    FindingCode.KAFKA_UNREACHABLE,
                    kafka.bootstrapServers(),
                    "it did not take the brake in everywhere. Repeat the command."));
        }
    }

    /** In one line, for people. */
    static String line(Brake brake) {
        return brake.kind().label() + (brake.name().isEmpty() ? "" : " " + brake.name());
    }
}
