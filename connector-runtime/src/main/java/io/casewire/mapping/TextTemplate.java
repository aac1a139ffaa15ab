package io.casewire.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.identity.OrgProfile;
import io.casewire.ingest.IsoTime;
import io.casewire.ingest.Payloads;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence for people with places to fill: {@code {device.name}: torque {reading.torque} at wear {reading.toolWear}}.
 *
 * <p>A number is written in the org's locale with the unit its field or limit declares, a time in the org's time zone,
 * a duration in words. A place with nothing to show becomes a dash.
 */
public final class TextTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][\\w.]*)}");

    private final List<String> places = new ArrayList<>();
    /** Before each place, and after the last one. */
    private final List<String> between = new ArrayList<>();

    public TextTemplate(String template) {
        Matcher matcher = PLACE.matcher(template);
        int from = 0;
        while (matcher.find()) {
            between.add(template.substring(from, matcher.start()));
            places.add(matcher.group(1));
            from = matcher.end();
        }
        between.add(template.substring(from));
    }

    /** The places it has, as {@code reading.torque}. */
    List<String> places() {
        return List.copyOf(places);
    }

    /** Whether each brace belongs to a place. */
    public boolean isWhole() {
        return between.stream().noneMatch(text -> text.contains("{") || text.contains("}"));
    }

    /** @param units from a place, as {@code reading.torque}, to the unit written behind its number */
    String fill(JsonNode view, Map<String, String> units, OrgProfile profile) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < places.size(); i++) {
            String place = places.get(i);
            text.append(between.get(i))
                    .append(show(place, Payloads.at(view, place), units.getOrDefault(place, ""), profile));
        }
        return text.append(between.get(places.size())).toString();
    }

    private static String show(String place, JsonNode value, String unit, OrgProfile profile) {
        if (value.isNumber() && place.endsWith("Seconds")) {
            return words(Duration.ofSeconds(value.longValue()));
        }
        if (value.isNumber()) {
            return Localized.of(profile).number(value.doubleValue()) + (unit.isEmpty() ? "" : " " + unit);
        }
        if (value.isTextual() && place.endsWith("At")) {
            try {
                return Localized.of(profile).time(IsoTime.parse(value.textValue()));
            } catch (DateTimeException notATime) {
                // What a device calls so may be any text.
                return value.textValue();
            }
        }
        return value.isMissingNode() || value.isNull() ? "–" : value.asText();
    }

    private static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
