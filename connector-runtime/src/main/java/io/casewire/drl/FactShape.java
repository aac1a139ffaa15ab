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
 */
public record FactShape(String name, Map<String, FieldType> fields) {

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
        fields.forEach((field, type) -> drl.append("  ")
                .append(field)
                .append(" : ")
                .append(type.javaType)
                .append('\n'));
        return drl.append("end\n").toString();
    }
}
