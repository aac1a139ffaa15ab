package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Activity;
import io.casewire.consent.Channel;
import io.casewire.consent.Purpose;
import io.casewire.model.DataClass;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a purpose, of {@code kind: Purposes} or of a case. */
final class PurposeReader {
    private PurposeReader() {}

    static Purpose read(JsonNode node) {
        String name = node.path("name").asText("example");
        return new Purpose(
                name,
                node.path("legalBasis").asText(),
                node.path("description").asText(),
                node.path("dataUsePurpose").asText(name),
                dataClasses(node.path("dataClasses")),
                set(node.path("activities"), Activity::of),
                set(node.path("channels"), Channel::of),
                node.path("minimumAge").asInt(0),
                FormatReader.strings(node.path("recipients")),
                FormatReader.text(node, "retention"),
                node.has("maxConsentAge") ? FormatReader.duration(node.path("maxConsentAge"), "") : null);
    }

    /** How a machine is, and when, is what every purpose is about. */
    private static Set<DataClass> dataClasses(JsonNode words) {
        Set<DataClass> classes = EnumSet.of(DataClass.TECHNICAL, DataClass.TIME);
        classes.addAll(set(words, DataClass::of));
        return classes;
    }

    private static <T> Set<T> set(JsonNode words, Function<String, T> of) {
        return FormatReader.strings(words).stream().map(of).collect(Collectors.toUnmodifiableSet());
    }
}
