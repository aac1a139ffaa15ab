package io.casewire.ingest;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A topic with named segments, as in {@code devices/{device}/telemetry}; {@code +} takes one segment, {@code #} the rest.
 *
 * <p>A segment may be empty, as MQTT 5.0, 4.7.1 has it: {@code devices//telemetry} is of that pattern.
 */
public final class TopicPattern {
    private static final Pattern NAMED = Pattern.compile("\\{(\\w+)}");

    private final String text;
    private final Segment[] segments;
    private final Set<String> names = new HashSet<>();

    private enum Kind {
        LITERAL,
        NAMED,
        ONE,
        REST
    }

    /** @param text the name of a named one, or the literal itself */
    private record Segment(Kind kind, String text) {
        boolean isAt(String topic, int start, int end) {
            return text.length() == end - start && topic.startsWith(text, start);
        }
    }

    public TopicPattern(String text) {
        this.text = text;
        String[] parts = text.split("/", -1);
        segments = new Segment[parts.length];
        for (int i = 0; i < parts.length; i++) {
            segments[i] = segment(parts[i]);
            if (segments[i].kind == Kind.NAMED) {
                names.add(segments[i].text);
            }
        }
    }

    private static Segment segment(String part) {
        Matcher named = NAMED.matcher(part);
        if (named.matches()) {
            return new Segment(Kind.NAMED, named.group(1));
        }
        return new Segment(part.equals("+") ? Kind.ONE : part.equals("#") ? Kind.REST : Kind.LITERAL, part);
    }

    public boolean names(String segment) {
        return names.contains(segment);
    }

    /** What to subscribe to for it. Where filters are listed a comma stands between them, so a segment with one is any. */
    public String filter() {
        return Arrays.stream(segments)
                .map(it -> it.kind == Kind.NAMED || it.text.contains(",") ? "+" : it.text)
                .collect(Collectors.joining("/"));
    }

    /** The named segments of a topic, or null when the topic is not of this pattern. */
    public @Nullable Map<String, String> match(String topic) {
        Map<String, String> found = new HashMap<>();
        int start = 0;
        for (Segment segment : segments) {
            if (segment.kind == Kind.REST) {
                return found;
            }
            if (start > topic.length()) {
                return null;
            }
            int slash = topic.indexOf('/', start);
            int end = slash < 0 ? topic.length() : slash;
            if (segment.kind == Kind.NAMED) {
                found.put(segment.text, topic.substring(start, end));
            } else if (segment.kind == Kind.LITERAL && !segment.isAt(topic, start, end)) {
                return null;
            }
            start = end + 1;
        }
        return start > topic.length() ? found : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
