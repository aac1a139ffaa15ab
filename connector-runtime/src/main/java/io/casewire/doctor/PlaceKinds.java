package io.casewire.doctor;

import io.casewire.content.Content;
import io.casewire.ingest.Format;
import io.casewire.mapping.Expression;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Texts;
import io.casewire.rules.ConditionRule;
import io.casewire.signals.SignalDefinition;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What kind of value stands at a place of the view, and how long it may be, as docs/reference/mapping.md lists them. */
final class PlaceKinds {
    private static final Pattern PLACE = Pattern.compile("\\.(\\w+)\\.(\\w+)");
    private static final Map<String, Kind> OURS = Map.ofEntries(
            Map.entry("reading.id", Kind.TEXT),
            Map.entry("reading.eventAt", Kind.TIME),
            Map.entry("episode.open", Kind.BOOLEAN),
            Map.entry("episode.count", Kind.NUMBER),
            Map.entry("episode.durationSeconds", Kind.NUMBER),
            Map.entry("episode.firstSeenAt", Kind.TIME),
            Map.entry("episode.lastSeenAt", Kind.TIME),
            Map.entry("episode.clearedAt", Kind.TIME),
            Map.entry("rollUp.devices", Kind.NUMBER),
            Map.entry("rollUp.open", Kind.NUMBER),
            Map.entry("mass.open", Kind.BOOLEAN),
            Map.entry("mass.percent", Kind.NUMBER),
            Map.entry("mass.sinceAt", Kind.TIME),
            Map.entry("mass.clearedAt", Kind.TIME));

    private static final Set<String> OF_TEXTS =
            Set.of("device", "party", "content", "decision", "condition", "episode", "rollUp", "mass", "text");

    private final Content content;

    /** As JSON has them, but for times, which are texts there. */
    enum Kind {
        NUMBER("a number"),
        BOOLEAN("true or false"),
        TIME("a time"),
        TEXT("a text");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    PlaceKinds(Content content) {
        this.content = content;
    }

    /** Of an expression that names one place and does nothing with it; null for any other, and where it may be this or that. */
    @Nullable
    Kind of(Expression expression, Mapping mapping) {
        Matcher place = PLACE.matcher(expression.toString().strip());
        if (!place.matches()) {
            return null;
        }
        String first = place.group(1);
        String name = place.group(2);
        Kind ours = OURS.get(first + "." + name);
        if (ours != null) {
            return ours;
        }
        Predicate<String> domains = domains(mapping);
        return switch (first) {
            case "reading" ->
                only(content.formats().stream()
                        .filter(format -> domains.test(format.domain()))
                        .flatMap(format -> format.fields().stream())
                        .filter(field -> field.name().equals(name))
                        .map(field -> kind(field.type())));
            case "signals" ->
                only(content.signals().stream()
                        .filter(signal ->
                                domains.test(signal.domain()) && signal.name().equals(name))
                        .map(signal ->
                                signal.function() == SignalDefinition.Function.SILENCE ? Kind.BOOLEAN : Kind.NUMBER));
            case "limits" -> Kind.NUMBER;
            default -> OF_TEXTS.contains(first) ? Kind.TEXT : null;
        };
    }

    /** The most characters that a place of {@link #of} may have; 0 where that cannot be told. */
    int mostCharacters(Expression expression, Mapping mapping) {
        return switch (expression.toString().strip()) {
            case ".text.subject" -> Texts.MOST_OF_SUBJECT;
            case ".text.reason" -> Texts.MOST_OF_REASON;
            case ".condition.name" -> longest(mapping, ConditionRule::name);
            case ".condition.domain" -> longest(mapping, ConditionRule::domain);
            default -> 0;
        };
    }

    private int longest(Mapping mapping, Function<ConditionRule, String> name) {
        return content.rules().stream()
                .filter(group -> domains(mapping).test(group.domain()))
                .flatMap(group -> group.conditions().stream())
                .mapToInt(rule -> name.apply(rule).length())
                .max()
                .orElse(0);
    }

    private static Predicate<String> domains(Mapping mapping) {
        return domain -> mapping.domains().isEmpty() || mapping.domains().contains(domain);
    }

    private static @Nullable Kind only(Stream<Kind> kinds) {
        Set<Kind> found = EnumSet.noneOf(Kind.class);
        kinds.forEach(found::add);
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private static Kind kind(Format.FieldType type) {
        return switch (type) {
            case NUMBER -> Kind.NUMBER;
            case TEXT -> Kind.TEXT;
            case BOOLEAN -> Kind.BOOLEAN;
        };
    }

    /**
     * What a field takes that Salesforce describes so; a text may hold a time.
     *
     * @param type as describes have it, of a field or of a flow's input
     */
    static Set<Kind> taken(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "int", "double", "currency", "percent", "number" -> EnumSet.of(Kind.NUMBER);
            case "boolean" -> EnumSet.of(Kind.BOOLEAN);
            case "date", "datetime" -> EnumSet.of(Kind.TIME, Kind.TEXT);
            case "string", "textarea", "picklist", "multipicklist", "url", "email", "phone", "reference", "id" ->
                EnumSet.of(Kind.TEXT, Kind.TIME);
            default -> EnumSet.allOf(Kind.class);
        };
    }
}
