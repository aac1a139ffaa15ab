package io.casewire.routes;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files routes come from: what each holds, and what begins anew when one is saved otherwise. A route that is replaced
 * loses nothing: what it did not acknowledge comes again.
 */
final class RouteFiles {
    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private static final long AGAIN_NANOS = Duration.ofSeconds(5).toNanos();

    private final ModelCamelContext camel;
    private final Map<String, Loaded> loaded = new TreeMap<>();
    private final Map<String, Finding> refused = new ConcurrentHashMap<>();
    /** Files of which nothing runs, neither as they are nor as they were. */
    private final Map<String, String> waiting = new TreeMap<>();

    private long triedAt = System.nanoTime();

    private record Loaded(String text, List<RouteDefinition> routes, List<RouteConfigurationDefinition> shared) {}

    RouteFiles(ModelCamelContext camel) {
        this.camel = camel;
    }

    /** Loads files; once Camel runs, their routes start. */
    void load(SortedMap<String, String> texts) throws Exception {
        for (Map.Entry<String, String> file : texts.entrySet()) {
            load(file.getKey(), file.getValue());
        }
    }

    private void load(String path, String text) throws Exception {
        List<RouteDefinition> routes = new ArrayList<>(camel.getRouteDefinitions());
        List<RouteConfigurationDefinition> shared = new ArrayList<>(camel.getRouteConfigurationDefinitions());
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(path, text));
        } finally {
            loaded.put(
                    path,
                    new Loaded(
                            text,
                            without(camel.getRouteDefinitions(), routes),
                            without(camel.getRouteConfigurationDefinitions(), shared)));
        }
        if (camel.isStarted()) {
            for (RouteDefinition route : loadedFrom(path).routes()) {
                // The supervisor starts what was there when Camel started; what comes later is started by hand.
                if (startsByItself(route.getRouteId())) {
                    camel.getRouteController().startRoute(route.getRouteId());
                }
            }
        }
    }

    private Loaded loadedFrom(String path) {
        return loaded.getOrDefault(path, new Loaded("", List.of(), List.of()));
    }

    private static <T> List<T> without(List<T> all, List<T> before) {
        return all.stream()
                .filter(it -> before.stream().noneMatch(known -> known == it))
                .toList();
    }

    /** As the file says; the route itself answers for the supervisor, which did not start it. */
    boolean startsByItself(String route) {
        RouteDefinition definition = camel.getRouteDefinition(route);
        String wanted = definition == null ? null : definition.getAutoStartup();
        return wanted == null || !"false".equals(camel.resolvePropertyPlaceholders(wanted));
    }

    /**
     * Replaces what is otherwise, and leaves the rest alone.
     *
     * @param texts all files there are now
     * @param settings names of placeholders that are otherwise
     */
    void change(SortedMap<String, String> texts, Set<String> settings) {
        refused.clear();
        waiting.clear();
        Set<String> paths = new TreeSet<>(loaded.keySet());
        paths.addAll(texts.keySet());
        Set<String> changed = new TreeSet<>(paths);
        changed.removeIf(path -> isAsBefore(texts.get(path), loaded.get(path), settings));
        boolean before = shares(changed);
        replace(before ? paths : changed, texts);
        if (!before && shares(changed)) {
            replace(paths, texts);
        }
    }

    /** Whether any of them holds what all routes share. */
    private boolean shares(Set<String> paths) {
        return paths.stream().anyMatch(path -> !loadedFrom(path).shared().isEmpty());
    }

    private static boolean isAsBefore(@Nullable String now, @Nullable Loaded before, Set<String> settings) {
        return now != null
                && before != null
                && now.equals(before.text())
                && settings.stream().noneMatch(name -> now.contains("{{" + name + "}}"));
    }

    private void replace(Set<String> paths, Map<String, String> texts) {
        Map<String, Loaded> before = new TreeMap<>(loaded);
        paths.forEach(this::unload);
        for (String path : paths) {
            String text = texts.get(path);
            Loaded former = before.get(path);
            if (text != null && !loads(path, text)) {
                unload(path);
                if (former == null || !loads(path, former.text())) {
                    unload(path);
                    waiting.put(path, text);
                }
            }
        }
    }

    /** Tries once more what does not run at all: what it connects to may be there by now. */
    void startAgain() {
        if (System.nanoTime() - triedAt < AGAIN_NANOS) {
            return;
        }
        triedAt = System.nanoTime();
        for (Map.Entry<String, String> file : Map.copyOf(waiting).entrySet()) {
            if (loads(file.getKey(), file.getValue())) {
                waiting.remove(file.getKey());
                refused.remove(file.getKey());
            } else {
                unload(file.getKey());
            }
        }
    }

    private boolean loads(String path, String text) {
        try {
            load(path, text);
            return true;
        } catch (Exception e) {
            Finding finding = new Finding(FindingCode.CONTENT_ROUTE_REFUSED, path, innermost(e) + ".");
            if (refused.putIfAbsent(path, finding) == null) {
                LOG.atWarn().setCause(e).addKeyValue("file", path).log("The routes of a file do not start");
            }
            return false;
        }
    }

    private static String innermost(Throwable failure) {
        Throwable cause =
                Stream.iterate(failure, it -> it != null, Throwable::getCause).reduce(failure, (outer, inner) -> inner);
        return cause.getClass().getSimpleName();
    }

    private void unload(String path) {
        Loaded file = loaded.remove(path);
        if (file == null) {
            return;
        }
        for (RouteDefinition route : file.routes()) {
            try {
                camel.getRouteController().stopRoute(route.getRouteId());
                camel.removeRoute(route.getRouteId());
                camel.removeRouteDefinition(route);
            } catch (Exception e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("route", route.getRouteId())
                        .log("A route does not end");
            }
        }
        for (RouteConfigurationDefinition shared : file.shared()) {
            try {
                camel.removeRouteConfiguration(shared);
            } catch (Exception e) {
                LOG.atWarn().setCause(e).addKeyValue("file", path).log("What routes share is not to be taken away");
            }
        }
    }

    /** Files whose routes are not those that run. */
    List<Finding> findings() {
        return List.copyOf(refused.values());
    }
}
