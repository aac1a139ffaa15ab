package io.casewire.drl;

import io.casewire.drl.FactShape.FieldType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The class that Drools generated for a shape, with its setters looked up once and not once per reading. */
final class FactClass {
    private final Constructor<?> constructor;
    private final Fields own;
    private final Map<String, Fields> parts = new HashMap<>();

    FactClass(FactShape shape, Class<?> type) {
        try {
            constructor = type.getConstructor();
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("generated fact class lacks its constructor", e);
        }
        own = new Fields(type, shape.fields(), field -> field);
        shape.parts()
                .forEach((name, part) ->
                        parts.put(name, new Fields(type, part.fields(), field -> FactShape.flat(name, field))));
    }

    TimedFact newInstance() {
        try {
            return (TimedFact) constructor.newInstance();
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("generated fact class cannot be made", e);
        }
    }

    Fields own() {
        return own;
    }

    Fields part(String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    /** Some of its fields, set together. */
    static final class Fields {
        private final List<Field> fields = new ArrayList<>();

        /** @param missing what a field holds that has no value */
        private record Field(String name, Method setter, @Nullable Object missing) {}

        Fields(Class<?> type, Map<String, FieldType> declared, UnaryOperator<String> flat) {
            declared.forEach((name, fieldType) -> fields.add(new Field(
                    name, setter(type, flat.apply(name)), fieldType == FieldType.NUMBER ? Double.NaN : null)));
        }

        void set(Object fact, Map<String, ? extends @Nullable Object> values) {
            try {
                for (Field field : fields) {
                    Object value = values.get(field.name);
                    field.setter.invoke(fact, value == null ? field.missing : value);
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("generated fact class cannot be filled", e);
            }
        }

        private static Method setter(Class<?> type, String field) {
            String name = "set" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
            for (Method method : type.getMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 1) {
                    // The class is ours; without this every call checks whether the caller may.
                    method.setAccessible(true);
                    return method;
                }
            }
            throw new IllegalStateException("generated fact class lacks " + name);
        }
    }
}
