package io.casewire.localorg.store;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.ObjectDefinition.UniqueTogether;
import io.casewire.localorg.schema.SObjectType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which values of a record an index is made of. */
record IndexSpec(String name, List<Field> fields) {
    static IndexSpec of(Field field) {
        return new IndexSpec(field.name(), List.of(field));
    }

    static IndexSpec of(SObjectType type, UniqueTogether together) {
        return new IndexSpec(
                String.join("+", together.fields()),
                together.fields().stream().map(type::field).toList());
    }

    static List<IndexSpec> allOf(SObjectType type) {
        List<IndexSpec> specs = new ArrayList<>();
        type.fields().stream().filter(Field::isIndexed).map(IndexSpec::of).forEach(specs::add);
        type.definition().uniqueTogether().forEach(together -> specs.add(of(type, together)));
        return specs;
    }

    /** What a record is found by, or null when one of the values is empty. */
    @Nullable
    Object keyOf(Row row) {
        if (fields.size() == 1) {
            Field field = fields.get(0);
            return key(field, row.get(field));
        }
        StringBuilder joined = new StringBuilder();
        for (Field field : fields) {
            Object value = row.get(field);
            if (value == null) {
                return null;
            }
            joined.append(key(field, value)).append('\n');
        }
        return joined.toString();
    }

    /** Text is compared without regard to case unless the field says otherwise; ids always differ by case. */
    static @Nullable Object key(Field field, @Nullable Object value) {
        if (value instanceof String text
                && !field.caseSensitive()
                && !field.type().isId()) {
            return text.toLowerCase(Locale.ROOT);
        }
        return value;
    }
}
