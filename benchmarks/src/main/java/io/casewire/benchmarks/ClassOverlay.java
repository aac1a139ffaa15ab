package io.casewire.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.pool.TypePool;

/** Changed classes in a folder that stands before all else on a class path. */
final class ClassOverlay {
    private static final String WILDCARD = "*";

    private final Path folder;
    private final String classPath;
    private final Map<String, UnaryOperator<DynamicType.Builder<?>>> changes = new HashMap<>();

    /** @param classPath of what is changed, as for {@code java -cp} */
    ClassOverlay(Path folder, String classPath) {
        this.folder = folder;
        this.classPath = classPath;
    }

    /** @param change what is different, beside what was changed of it before; nothing of the class is loaded for it */
    void replace(String type, UnaryOperator<DynamicType.Builder<?>> change) throws IOException {
        UnaryOperator<DynamicType.Builder<?>> before = changes.getOrDefault(type, UnaryOperator.identity());
        changes.put(type, builder -> change.apply(before.apply(builder)));
        try (URLClassLoader loader = new URLClassLoader(urls(), null)) {
            ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(loader);
            TypeDescription description =
                    TypePool.Default.of(locator).describe(type).resolve();
            changes.get(type)
                    .apply(new ByteBuddy().redefine(description, locator))
                    .make()
                    .saveIn(folder.toFile());
        }
    }

    /** The class path with what was changed. */
    String classPath() {
        return changes.isEmpty() ? classPath : folder + File.pathSeparator + classPath;
    }

    private URL[] urls() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (entry.endsWith(WILDCARD)) {
                try (Stream<Path> jars = Files.list(Path.of(entry).getParent())) {
                    for (Path jar : jars.filter(file -> file.toString().endsWith(".jar"))
                            .toList()) {
                        urls.add(url(jar));
                    }
                }
            } else {
                urls.add(url(Path.of(entry)));
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }
}
