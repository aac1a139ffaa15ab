package io.casewire.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What expressions and texts may name: everything {@link View} can have, by its first name. */
public final class Places {
    private static final Map<String, Set<String>> OURS = Map.ofEntries(
            Map.entry("reading", Set.of("id", "eventAt")),
            Map.entry("device", Set.of("id", "name", "assetId", "openCase")),
            Map.entry("party", Set.of("accountId", "contactId")),
            Map.entry("signals", Set.of()),
            Map.entry("content", Set.of("version")),
            Map.entry("decision", Set.of("id")),
            Map.entry("condition", Set.of("name", "severity", "domain")),
            Map.entry("limits", Set.of()),
            Map.entry(
                    "episode",
                    Set.of(
                            "key",
                            "transition",
                            "open",
                            "count",
                            "durationSeconds",
                            "firstSeenAt",
                            "lastSeenAt",
                            "clearedAt")),
            Map.entry("mass", Set.of("key", "transition", "open", "source", "percent", "sinceAt", "clearedAt")),
            Map.entry("rollUp", Set.of("devices", "open", "list")),
            Map.entry("text", Set.of("subject", "reason")));

    /** Behind a name or a bracket a dot goes on with what stands there; in these, it may begin elsewhere. */
    private static final Pattern PLACE = Pattern.compile("(?<![\\w)\\]\"$.])\\.([A-Za-z]\\w*)(?:\\.([A-Za-z]\\w*))?");

    private static final Pattern ELSEWHERE = Pattern.compile("\\b(for|def|let)\\b|\\|");

    private final Map<String, Set<String>> names = new HashMap<>();

    /**
     * @param reading the fields of formats
     * @param device what is declared of devices
     * @param signals their names
     * @param limits their names
     */
    public Places(Set<String> reading, Set<String> device, Set<String> signals, Set<String> limits) {
        names.putAll(OURS);
        add("reading", reading);
        add("device", device);
        names.put("signals", signals);
        names.put("limits", limits);
    }

    private void add(String first, Set<String> declared) {
        Set<String> all = new TreeSet<>(declared);
        all.addAll(OURS.getOrDefault(first, Set.of()));
        names.put(first, all);
    }

    /** Of what a device says itself. */
    public Places ofDevice() {
        return without(Set.of("rollUp"));
    }

    /** Of what it tells of devices below it. */
    public Places ofRollUp() {
        return without(Set.of("reading", "signals", "limits"));
    }

    private Places without(Set<String> absent) {
        Places fewer = new Places(Set.of(), Set.of(), Set.of(), Set.of());
        fewer.names.putAll(names);
        fewer.names.keySet().removeAll(absent);
        return fewer;
    }

    /** A place where there never is anything, and what there is in its stead. */
    public record Unknown(String place, Set<String> instead) {}

    /** Those an expression names; none where it cannot be told what it names. */
    public List<Unknown> in(Expression expression) {
        String text = expression.withoutTexts();
        if (ELSEWHERE.matcher(text).find()) {
            return List.of();
        }
        List<Unknown> unknown = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            add(place.group(1), place.group(2), unknown);
        }
        return unknown;
    }

    /** Those a text has places for. */
    public List<Unknown> in(TextTemplate text) {
        List<Unknown> unknown = new ArrayList<>();
        for (String place : text.places()) {
            String[] parts = place.split("\\.", -1);
            add(parts[0], parts.length > 1 ? parts[1] : null, unknown);
        }
        return unknown;
    }

    private void add(String first, @Nullable String second, List<Unknown> unknown) {
        Set<String> known = names.get(first);
        if (known == null) {
            unknown.add(new Unknown(first, new TreeSet<>(names.keySet())));
        } else if (second != null && !known.contains(second)) {
            Set<String> whole = new TreeSet<>();
            known.forEach(name -> whole.add(first + "." + name));
            unknown.add(new Unknown(first + "." + second, whole));
        }
    }
}
