package io.casewire.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A topic with named segments, as in {@code devices/{device}/telemetry}; {@code +} takes one segment, {@code #} the rest.
 *
 * <p>A segment may be empty, as MQTT 5.0, 4.7.1 has it: {@code devices//telemetry} is of that pattern.
 */
public final class TopicPattern {
    private static final Pattern NAMED = Pattern.compile("\\{(\\w+)}");

    private final String text;
    private final Pattern pattern;
    private final Map<String, Integer> groups = new HashMap<>();

    public TopicPattern(String text) {
        this.text = text;
        StringBuilder regex = new StringBuilder();
        for (String segment : text.split("/", -1)) {
            regex.append(regex.isEmpty() ? "" : "/");
            Matcher named = NAMED.matcher(segment);
            if (named.matches()) {
                groups.put(named.group(1), groups.size() + 1);
                regex.append("([^/]*)");
            } else if (segment.equals("+")) {
                regex.append("[^/]*");
            } else if (segment.equals("#")) {
                regex.append(".*");
            } else {
                regex.append(Pattern.quote(segment));
            }
        }
        pattern = Pattern.compile(regex.toString());
    }

    public boolean names(String segment) {
        return groups.containsKey(segment);
    }

    /** The named segments of a topic, or null when the topic is not of this pattern. */
    public @Nullable Map<String, String> match(String topic) {
        Matcher matcher = pattern.matcher(topic);
        if (!matcher.matches()) {
            return null;
        }
        Map<String, String> segments = new HashMap<>();
        groups.forEach((name, group) -> segments.put(name, matcher.group(group)));
        return segments;
    }

    @Override
    public String toString() {
        return text;
    }
}
