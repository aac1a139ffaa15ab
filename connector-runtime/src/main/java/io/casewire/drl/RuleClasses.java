package io.casewire.drl;

import java.net.URL;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes that rules see: the language, the rule engine, and our reporters.
 *
 * <p>To find out what a name means the rule engine asks for it in one package after the other. What nobody has would be
 * looked for in every library; here it is refused at once.
 */
final class RuleClasses extends ClassLoader {
    static final RuleClasses INSTANCE = new RuleClasses();

    private static final List<String> KNOWN = List.of("java.", "org.drools.", "org.kie.", "org.mvel2.", "io.casewire.");

    private RuleClasses() {
        super(RuleClasses.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isKnown(name)) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }

    @Override
    public @Nullable URL getResource(String name) {
        return isKnown(name.replace('/', '.')) ? super.getResource(name) : null;
    }

    private static boolean isKnown(String name) {
        return KNOWN.stream().anyMatch(name::startsWith);
    }
}
