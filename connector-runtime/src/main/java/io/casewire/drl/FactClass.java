package io.casewire.drl;

import io.casewire.drl.FactShape.FieldType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The class that Drools generated for a shape. Its setters are looked up once; reflection would cost twice as much. */
final class FactClass {
    private final Constructor<?> constructor;
    private final Fields own;
    private final Map<String, Fields> parts = new HashMap<>();
    /** Of each field, by what rules call it. */
    private final Map<String, Integer> places = new HashMap<>();

    FactClass(FactShape shape, Class<?> type) {
        try {
            constructor = type.getConstructor();
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("generated fact class lacks its constructor", e);
        }
        own = fields(type, shape.fields(), "", field -> field);
        shape.parts()
                .forEach((name, part) ->
                        parts.put(name, fields(type, part.fields(), name + ".", field -> FactShape.flat(name, field))));
    }

    private Fields fields(Class<?> type, Map<String, FieldType> declared, String prefix, UnaryOperator<String> flat) {
        List<Field> fields = new ArrayList<>();
        declared.forEach((name, fieldType) -> {
            int place = places.size();
            places.put(prefix + name, place);
            boolean number = fieldType == FieldType.NUMBER;
            MethodHandle setter = setter(type, flat.apply(name), number ? double.class : Object.class);
            fields.add(new Field(name, place, setter, number ? Double.NaN : null));
        });
        return new Fields(fields);
    }

    TimedFact newInstance() {
        try {
            return (TimedFact) constructor.newInstance();
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("generated fact class cannot be made", e);
        }
    }

    int place(String field) {
        return Objects.requireNonNull(places.get(field), field);
    }

    Stream<Fields> all() {
        return Stream.concat(Stream.of(own), parts.values().stream());
    }

    Fields own() {
        return own;
    }

    Fields part(String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    /**
     * @param setter of a fact and a value; of a number it takes a double, which the handle would be slow to make of an object
     * @param missing what it holds when it has no value
     */
    private record Field(String name, int place, MethodHandle setter, @Nullable Object missing) {
        void set(Object fact, @Nullable Object value) {
            try {
                if (value instanceof Number number) {
                    setter.invokeExact(fact, number.doubleValue());
                } else {
                    setter.invokeExact(fact, value);
                }
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("generated fact class cannot be filled", e);
            }
        }
    }

    /** Some of its fields, set together. */
    static final class Fields {
        private final List<Field> fields;

        private Fields(List<Field> fields) {
            this.fields = fields;
        }

        /** @param missing those that hold what stands for no value, brought up to date */
        void set(Object fact, Map<String, ? extends @Nullable Object> values, BitSet missing) {
            for (Field field : fields) {
                Object value = values.get(field.name);
                if (value != null) {
                    field.set(fact, value);
                    missing.clear(field.place);
                } else if (!missing.get(field.place)) {
                    // Most fields of a domain are not of this reading's format, nor of the one before.
                    field.set(fact, field.missing);
                    missing.set(field.place);
                }
            }
        }
    }

    /** @param taken a double, or an object */
    private static MethodHandle setter(Class<?> type, String field, Class<?> taken) {
        String name = "set" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == 1) {
                try {
                    return MethodHandles.publicLookup()
                            .unreflect(method)
                            .asType(MethodType.methodType(void.class, Object.class, taken));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("generated fact class hides " + name, e);
                }
            }
        }
        throw new IllegalStateException("generated fact class lacks " + name);
    }
}
