package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.mapping.CommandDefinition;
import io.casewire.mapping.CommandDefinition.Parameter;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads {@code kind: Command}. */
final class CommandReader {
    /** What is told is for now: a broker keeps it that long for a device that is away. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private CommandReader() {}

    static CommandDefinition read(YamlFile file, Consumer<Finding> findings) {
        JsonNode root = file.root();
        ExpressionReader expressions = new ExpressionReader(file, findings);
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode node : root.path("parameters")) {
            String pointer = "/parameters/" + parameters.size();
            parameters.add(new Parameter(
                    node.path("name").asText(),
                    expressions.read(node.path("from"), pointer + "/from"),
                    MappingReader.whenMissing(node),
                    file.place(pointer)));
        }
        Duration expires = FormatReader.duration(root.path("expires"), "1m");
        if (expires.isZero() || expires.compareTo(LONGEST) > 0) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_SCHEMA, file.place("/expires"), "expires: more than 0s and at most 1d."));
        }
        return new CommandDefinition(
                root.path("name").asText(),
                file.source(),
                new TreeSet<>(FormatReader.strings(root.path("domains"))),
                MappingReader.transitions(root),
                expressions.optional("when"),
                expires,
                parameters);
    }
}
