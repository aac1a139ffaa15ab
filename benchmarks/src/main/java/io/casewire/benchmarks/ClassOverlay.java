package io.casewire.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
    private boolean used;

    /** @param classPath of what is changed, as for {@code java -cp} */
    ClassOverlay(Path folder, String classPath) {
        this.folder = folder;
        this.classPath = classPath;
    }

    /** @param change what is different; nothing of the class is loaded for it */
    void replace(String type, Function<DynamicType.Builder<?>, DynamicType.Builder<?>> change) throws IOException {
        try (URLClassLoader loader = new URLClassLoader(urls(), null)) {
            ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(loader);
            TypeDescription description =
                    TypePool.Default.of(locator).describe(type).resolve();
            change.apply(new ByteBuddy().redefine(description, locator)).make().saveIn(folder.toFile());
        }
        used = true;
    }

    /** The class path with what was changed. */
    String classPath() {
        return used ? folder + File.pathSeparator + classPath : classPath;
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
