package io.casewire.drl;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields a rule may read of one kind of fact.
 *
 * <p>Drools gets a generated class of this shape, so a rule that reads a field nobody declares fails when it is
 * compiled, with its line, and not at night.
 *
 * @param name the type name as rules write it, for example {@code Reading}
 * @param fields field name to type, in a stable order
 * @param parts what belongs to this fact, by the name rules write: {@code limits.maxTorque}
 */
public record FactShape(String name, Map<String, FieldType> fields, Map<String, FactShape> parts) {
    private static final String FLAT = "__";

    public FactShape(String name, Map<String, FieldType> fields) {
        this(name, fields, Map.of());
    }

    /** What a field holds. A missing number is NaN, so that no comparison with it is ever true. */
    public enum FieldType {
        NUMBER("double"),
        TEXT("String"),
        BOOLEAN("Boolean");

        private final String javaType;

        FieldType(String javaType) {
            this.javaType = javaType;
        }
    }

    /**
     * What a part's field is called in the generated class. It has no objects for its parts: Drools reads a field by
     * generated code, but a field of a field by an interpreter, which costs more than the rest of a rule.
     */
    static String flat(String part, String field) {
        return part + FLAT + field;
    }

    /** What a place holds, as {@code torque} or {@code limits.maxTorque}; null where there is none. */
    @Nullable
    FieldType typeOf(String place) {
        int dot = place.indexOf('.');
        FactShape part = dot < 0 ? null : parts.get(place.substring(0, dot));
        return part == null ? fields.get(place) : part.fields.get(place.substring(dot + 1));
    }

    /** All that rules may name, as {@code torque} or {@code limits.maxTorque}. */
    Set<String> places() {
        Set<String> places = new HashSet<>(fields.keySet());
        parts.forEach((part, shape) -> shape.fields.keySet().forEach(field -> places.add(part + "." + field)));
        return places;
    }

    /** The fields of the generated class. */
    Set<String> flatFields() {
        Set<String> flat = new HashSet<>(fields.keySet());
        parts.forEach((part, shape) -> shape.fields.keySet().forEach(field -> flat.add(flat(part, field))));
        return flat;
    }

    /** A rule's text as the generated class understands it, line for line; texts and comments stay as they are. */
    String flatten(String rules) {
        return parts.isEmpty()
                ? rules
                : Pattern.compile("\"[^\"\n]*\"|'[^'\n]*'|//[^\n]*|\\b(" + String.join("|", parts.keySet())
                                + ")\\s*\\.\\s*([A-Za-z_])")
                        .matcher(rules)
                        .replaceAll(match -> Matcher.quoteReplacement(
                                match.group(1) == null ? match.group() : flat(match.group(1), match.group(2))));
    }

    /** What the user wrote, in a message about flattened text. */
    String unflatten(String message) {
        String text = message;
        for (String part : parts.keySet()) {
            text = text.replace(part + FLAT, part + ".");
        }
        return text;
    }

    String toDrl() {
        // A fact is filled again as a whole, so every rule has to look at it again, whatever fields it names.
        StringBuilder drl = new StringBuilder("declare ")
                .append(name)
                .append(" extends ")
                .append(TimedFact.class.getName())
                .append("\n  @classReactive\n");
        fields.forEach((field, type) -> declare(drl, field, type));
        parts.forEach((part, shape) -> shape.fields.forEach((field, type) -> declare(drl, flat(part, field), type)));
        return drl.append("end\n").toString();
    }

    private static void declare(StringBuilder drl, String field, FieldType type) {
        drl.append("  ").append(field).append(" : ").append(type.javaType).append('\n');
    }
}
