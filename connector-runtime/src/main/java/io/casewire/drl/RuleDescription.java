package io.casewire.drl;

import java.util.Map;
import java.util.Set;

/**
 * What can be said of a rule without running it.
 *
 * @param place its file, line and column
 * @param annotations annotation name to its text, quotes removed
 * @param facts the types its patterns match
 * @param reads the fields it looks at, as {@code Type.field}
 */
public record RuleDescription(
        String name, String place, Map<String, String> annotations, Set<String> facts, Set<String> reads) {}
