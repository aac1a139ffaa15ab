package io.casewire.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.identity.OrgProfile;
import io.casewire.ingest.Payloads;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
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

    private final String template;

    public TextTemplate(String template) {
        this.template = template;
    }

    /** The places it has, as {@code reading.torque}. */
    List<String> places() {
        return PLACE.matcher(template).results().map(it -> it.group(1)).toList();
    }

    /** Whether each brace belongs to a place. */
    public boolean isWhole() {
        return !PLACE.matcher(template).replaceAll("").matches(".*[{}].*");
    }

    /** @param units from a place, as {@code reading.torque}, to the unit written behind its number */
    String fill(JsonNode view, Map<String, String> units, OrgProfile profile) {
        Matcher matcher = PLACE.matcher(template);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String place = matcher.group(1);
            String shown = show(place, Payloads.at(view, place), units.getOrDefault(place, ""), profile);
            matcher.appendReplacement(text, Matcher.quoteReplacement(shown));
        }
        return matcher.appendTail(text).toString();
    }

    private static String show(String place, JsonNode value, String unit, OrgProfile profile) {
        if (value.isNumber() && place.endsWith("Seconds")) {
            return words(Duration.ofSeconds(value.longValue()));
        }
        if (value.isNumber()) {
            NumberFormat format = NumberFormat.getNumberInstance(profile.locale());
            format.setMaximumFractionDigits(2);
            return format.format(value.doubleValue()) + (unit.isEmpty() ? "" : " " + unit);
        }
        if (value.isTextual() && place.endsWith("At")) {
            return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                    .withLocale(profile.locale())
                    .withZone(profile.timeZone())
                    .format(Instant.parse(value.textValue()));
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
