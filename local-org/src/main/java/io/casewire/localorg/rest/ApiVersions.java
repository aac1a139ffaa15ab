package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import java.util.List;
import java.util.regex.Pattern;

/** The API versions the org answers. */
final class ApiVersions {
    private static final int OLDEST = 41;
    private static final int NEWEST = 65;
    private static final int OLDEST_EVER = 7;
    private static final int NEWEST_RETIRED = 30;
    private static final Pattern VERSION = Pattern.compile("v(\\d{1,2})\\.0");
    private static final List<String> SEASONS = List.of("Winter", "Spring", "Summer");

    private ApiVersions() {}

    static ArrayNode list() {
        ArrayNode versions = Json.array();
        for (int version = OLDEST; version <= NEWEST; version++) {
            int releases = version - OLDEST;
            versions.addObject()
                    .put("label", SEASONS.get(releases % 3) + " '" + (18 + releases / 3))
                    .put("url", "/services/data/v" + version + ".0")
                    .put("version", version + ".0");
        }
        return versions;
    }

    /** The number in {@code v62.0}; retired versions are 410 and unknown ones 404. */
    static int number(String version) {
        var matcher = VERSION.matcher(version);
        int number = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (number >= OLDEST_EVER && number <= NEWEST_RETIRED) {
            throw new ApiException(StatusCode.API_VERSION_RETIRED, "API version " + number + ".0 is retired");
        }
        if (number < OLDEST || number > NEWEST) {
            throw new ApiException(
                    StatusCode.NOT_FOUND,
                    "The requested resource does not exist: the local org answers v" + OLDEST + ".0 to v" + NEWEST
                            + ".0");
        }
        return number;
    }
}
