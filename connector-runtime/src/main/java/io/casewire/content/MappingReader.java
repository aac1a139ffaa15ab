package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.episodes.Transition;
import io.casewire.mapping.Expression;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Mapping.AtMost;
import io.casewire.mapping.Mapping.FieldMapping;
import io.casewire.mapping.Mapping.Other;
import io.casewire.mapping.Mapping.Source;
import io.casewire.mapping.Mapping.WhenMissing;
import io.casewire.mapping.Mapping.WriteMode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: Mapping}. */
final class MappingReader {
    private final YamlFile file;
    private final Consumer<Finding> findings;
    private final ExpressionReader expressions;

    private MappingReader(YamlFile file, Consumer<Finding> findings) {
        this.file = file;
        this.findings = findings;
        this.expressions = new ExpressionReader(file, findings);
    }

    static Mapping read(YamlFile file, Consumer<Finding> findings) {
        return new MappingReader(file, findings).read();
    }

    private Mapping read() {
        JsonNode root = file.root();
        Source source = Source.valueOf(FormatReader.constant(root.path("from").asText()));
        AtMost atMost = atMost(root.path("atMost"));
        boolean onChange = root.path("onChange").asBoolean(false);
        if (source == Source.READING && atMost == null && !onChange) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_SCHEMA,
                    file.place("/from"),
                    "a mapping from readings has to say atMost or onChange, or it writes with every reading."));
        }
        if (source == Source.READING && !root.hasNonNull("purpose")) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_SCHEMA,
                    file.place("/from"),
                    "a mapping from readings has to name its purpose."));
        }
        return new Mapping(
                root.path("name").asText(),
                file.source(),
                source,
                new TreeSet<>(FormatReader.strings(root.path("domains"))),
                transitions(root),
                expressions.optional("when"),
                FormatReader.text(root, "purpose"),
                TargetReader.read(file, findings),
                key(source),
                expressions.optional("lane"),
                other("after"),
                other("insteadOf"),
                takeOver(),
                atMost,
                onChange,
                fields(root.path("fields")));
    }

    /** Each decision is an event or a run of its own, unless the file says otherwise. */
    private Expression key(Source source) {
        JsonNode key = file.root().path("target").path("key");
        if (key.isMissingNode()) {
            return Expression.parse(
                    switch (source) {
                        case DECISION -> ".decision.id";
                        case READING -> ".reading.id";
                        case MASS -> ".mass.key";
                    });
        }
        return expressions.read(key, "/target/key");
    }

    private @Nullable Expression takeOver() {
        JsonNode takeOver = file.root().path("target").path("takeOver");
        return takeOver.isMissingNode() ? null : expressions.read(takeOver, "/target/takeOver");
    }

    static Set<Transition> transitions(JsonNode root) {
        Set<Transition> on = EnumSet.noneOf(Transition.class);
        root.path("on").forEach(it -> on.add(Transition.valueOf(FormatReader.constant(it.asText()))));
        return on;
    }

    private @Nullable Other other(String name) {
        JsonNode node = file.root().path(name);
        return node.isMissingNode()
                ? null
                : new Other(node.path("mapping").asText(), expressions.read(node.path("key"), "/" + name + "/key"));
    }

    private static @Nullable AtMost atMost(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new AtMost(node.path("writes").asInt(), FormatReader.duration(node.path("per"), "1h"));
    }

    private List<FieldMapping> fields(JsonNode nodes) {
        List<FieldMapping> fields = new ArrayList<>();
        for (JsonNode node : nodes) {
            String pointer = "/fields/" + fields.size();
            fields.add(new FieldMapping(
                    node.path("target").asText(),
                    expressions.read(node.path("from"), pointer + "/from"),
                    WriteMode.valueOf(FormatReader.constant(node.path("write").asText("always"))),
                    whenMissing(node),
                    file.place(pointer)));
        }
        return fields;
    }

    static WhenMissing whenMissing(JsonNode node) {
        return WhenMissing.valueOf(
                FormatReader.constant(node.path("whenMissing").asText("skip")));
    }
}
