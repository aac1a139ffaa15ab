package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.mapping.CommandDefinition;
import io.casewire.mapping.CommandDefinition.Parameter;
import io.casewire.model.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads {@code kind: Command}. */
final class CommandReader {
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
                    file.line(pointer)));
        }
        return new CommandDefinition(
                root.path("name").asText(),
                file.path(),
                new TreeSet<>(FormatReader.strings(root.path("domains"))),
                MappingReader.transitions(root),
                expressions.optional("when"),
                FormatReader.duration(root.path("expires"), "1m"),
                parameters);
    }
}
