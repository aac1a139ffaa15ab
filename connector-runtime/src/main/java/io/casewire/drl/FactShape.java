package io.casewire.drl;

import java.util.Map;

/**
 * The fields a rule may read of one kind of fact.
 *
 * <p>Drools gets a generated class of this shape, so a rule that reads a field nobody declares fails when it is
 * compiled, with its line, and not at night.
 *
 * @param name the type name as rules write it, for example {@code Reading}
 * @param fields field name to type, in a stable order
 * @param parts facts that belong to this one, by the name rules write: {@code limits.maxTorque}
 */
public record FactShape(String name, Map<String, FieldType> fields, Map<String, FactShape> parts) {

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

    String toDrl() {
        StringBuilder drl = new StringBuilder("declare ").append(name).append('\n');
        parts.forEach((part, shape) ->
                drl.append("  ").append(part).append(" : ").append(shape.name()).append('\n'));
        fields.forEach((field, type) -> drl.append("  ")
                .append(field)
                .append(" : ")
                .append(type.javaType)
                .append('\n'));
        return drl.append("end\n").toString();
    }
}
