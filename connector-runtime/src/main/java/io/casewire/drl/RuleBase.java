package io.casewire.drl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.definition.type.FactType;

/** Compiled rules of one package, and the fact classes they were compiled against. */
public final class RuleBase {
    private final KieBase base;
    private final String reporterName;
    private final List<RuleDescription> rules;
    private final Map<String, FactFactory> factories = new HashMap<>();

    RuleBase(
            KieBase base,
            String packageName,
            String reporterName,
            List<FactShape> shapes,
            List<RuleDescription> rules) {
        this.base = base;
        this.reporterName = reporterName;
        this.rules = List.copyOf(rules);
        for (FactShape shape : shapes) {
            FactType type = Objects.requireNonNull(base.getFactType(packageName, shape.name()), shape.name());
            factories.put(shape.name(), new FactFactory(shape, type.getFactClass()));
        }
    }

    /** The rules in the order of their files and lines. */
    public List<RuleDescription> rules() {
        return rules;
    }

    public RuleSession newSession(Reporter reporter) {
        return new RuleSession(base.newKieSession(), reporterName, reporter);
    }

    /** Makes a fact of a declared shape; fields and parts it does not find in {@code values} are missing. */
    public Object fact(String shape, Map<String, ? extends @Nullable Object> values) {
        return Objects.requireNonNull(factories.get(shape), shape).make(values);
    }

    /** Sets the generated class's fields by its own setters: reflection resolved once, not once per reading. */
    private static final class FactFactory {
        private final java.lang.reflect.Constructor<?> constructor;
        private final String[] names;
        private final Method[] setters;
        private final boolean[] numbers;

        FactFactory(FactShape shape, Class<?> type) {
            try {
                constructor = type.getConstructor();
                constructor.setAccessible(true);
                names = Stream.concat(shape.fields().keySet().stream(), shape.parts().keySet().stream())
                        .toArray(String[]::new);
                setters = new Method[names.length];
                numbers = new boolean[names.length];
                for (int i = 0; i < names.length; i++) {
                    numbers[i] = shape.fields().get(names[i]) == FactShape.FieldType.NUMBER;
                    setters[i] = setter(type, names[i]);
                }
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("generated fact class lacks a member", e);
            }
        }

        private static Method setter(Class<?> type, String field) throws NoSuchMethodException {
            String name = "set" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
            for (Method method : type.getMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 1) {
                    // The class is ours; without this every call checks whether the caller may.
                    method.setAccessible(true);
                    return method;
                }
            }
            throw new NoSuchMethodException(name);
        }

        Object make(Map<String, ? extends @Nullable Object> values) {
            try {
                Object fact = constructor.newInstance();
                for (int i = 0; i < names.length; i++) {
                    Object value = values.get(names[i]);
                    if (value == null) {
                        value = numbers[i] ? Double.NaN : null;
                    }
                    if (value != null) {
                        setters[i].invoke(fact, value);
                    }
                }
                return fact;
            } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("generated fact class cannot be filled", e);
            }
        }
    }
}
