package io.casewire.quality;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.ingest.Format;
import io.casewire.ingest.Format.Field;
import io.casewire.ingest.Format.TimePlace;
import io.casewire.ingest.IsoTime;
import io.casewire.ingest.Payloads;
import io.casewire.ingest.RawReading;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Outcome;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Second stage: decode, check every declared field, the clock, and whether the reading was seen before. */
public final class QualityStage {
    private final Map<String, Declared> formats = new HashMap<>();

    /** A format, and what decoding looks at. */
    private record Declared(Format format, Set<String> members) {}

    public QualityStage(List<Format> formats) {
        formats.forEach(format -> this.formats.put(format.name(), new Declared(format, members(format))));
    }

    /** Names on the first level; none for the whole payload. */
    private static Set<String> members(Format format) {
        Set<String> paths = new HashSet<>();
        format.fields().forEach(field -> paths.add(field.path()));
        if (format.eventTime() != null) {
            paths.add(format.eventTime().path());
        }
        return paths.contains("")
                ? Set.of()
                : paths.stream()
                        .map(path -> path.contains(".") ? path.substring(0, path.indexOf('.')) : path)
                        .collect(Collectors.toSet());
    }

    /** @param recent the device's ring; remembers the reading when it passes */
    public Outcome<CleanReading> apply(RawReading raw, Recent recent) {
        return decode(raw).fold(clean -> check(raw, clean, recent), Outcome::dropped, Outcome::held, Outcome::failed);
    }

    /** Decodes a reading that passed before and was held since: it must not be taken for its own duplicate. */
    public Outcome<CleanReading> again(RawReading raw) {
        return decode(raw);
    }

    private static Outcome<CleanReading> check(RawReading raw, CleanReading clean, Recent recent) {
        long fingerprint = Fingerprint.of(raw.messageId(), clean.eventTime(), raw.payload());
        if (recent.seen(fingerprint)) {
            return Outcome.dropped(new Finding(
                    FindingCode.QUALITY_DUPLICATE, place(raw, clean.format()), "the same reading arrived before."));
        }
        boolean late = recent.isLate(clean.eventTime());
        recent.remember(fingerprint, clean.eventTime());
        return Outcome.passed(late ? clean.asLate() : clean);
    }

    private Outcome<CleanReading> decode(RawReading raw) {
        Declared declared = formats.get(raw.format());
        if (declared == null) {
            return failed(FindingCode.QUALITY_NO_FORMAT, raw.topic(), "'" + raw.format() + "' is not declared.");
        }
        Format format = declared.format();
        JsonNode payload;
        try {
            payload = Payloads.read(format.contentType(), raw.payload(), declared.members());
        } catch (IOException e) {
            return failed(
                    FindingCode.QUALITY_SYNTAX, place(raw, format), "the payload is not " + format.contentType() + ".");
        }
        try {
            return decode(raw, format, payload);
        } catch (Refused refused) {
            return Outcome.failed(refused.finding);
        }
    }

    private static Outcome<CleanReading> decode(RawReading raw, Format format, JsonNode payload) throws Refused {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Field field : format.fields()) {
            Object value = value(raw, format, field, Payloads.at(payload, field.path()));
            if (value != null) {
                values.put(field.name(), value);
            }
        }
        Instant eventTime = eventTime(raw, format, payload);
        return Outcome.passed(new CleanReading(
                raw.id(),
                raw.device(),
                raw.source(),
                format,
                eventTime,
                raw.receivedAt(),
                raw.retained(),
                false,
                values));
    }

    private static @Nullable Object value(RawReading raw, Format format, Field field, JsonNode node) throws Refused {
        if (node.isMissingNode() || node.isNull()) {
            if (field.required()) {
                throw new Refused(FindingCode.QUALITY_MISSING, raw, format, "'" + field.path() + "' is missing.");
            }
            return null;
        }
        return switch (field.type()) {
            case NUMBER -> number(raw, format, field, node);
            case TEXT -> {
                require(node.isTextual(), raw, format, field, "a text");
                yield node.textValue();
            }
            case BOOLEAN -> {
                require(node.isBoolean(), raw, format, field, "true or false");
                yield node.booleanValue();
            }
        };
    }

    private static Object number(RawReading raw, Format format, Field field, JsonNode node) throws Refused {
        require(node.isNumber(), raw, format, field, "a number");
        double value = node.doubleValue();
        Double min = field.min();
        Double max = field.max();
        if (!Double.isFinite(value) || (min != null && value < min) || (max != null && value > max)) {
            throw new Refused(
                    FindingCode.QUALITY_RANGE,
                    raw,
                    format,
                    "'" + field.path() + "' lies outside " + (min == null ? "" : min) + ".." + (max == null ? "" : max)
                            + (field.unit() == null ? "" : " " + field.unit()) + ".");
        }
        return value;
    }

    private static void require(boolean right, RawReading raw, Format format, Field field, String expected)
            throws Refused {
        if (!right) {
            throw new Refused(FindingCode.QUALITY_TYPE, raw, format, "'" + field.path() + "' is not " + expected + ".");
        }
    }

    private static Instant eventTime(RawReading raw, Format format, JsonNode payload) throws Refused {
        TimePlace place = format.eventTime();
        if (place == null) {
            return raw.receivedAt();
        }
        Instant time = instant(raw, format, place, Payloads.at(payload, place.path()));
        if (time.isAfter(raw.receivedAt().plus(format.maxAhead()))
                || time.isBefore(raw.receivedAt().minus(format.maxBehind()))) {
            throw new Refused(
                    FindingCode.QUALITY_CLOCK,
                    raw,
                    format,
                    "the event time is more than " + format.maxAhead() + " ahead of or " + format.maxBehind()
                            + " behind its arrival.");
        }
        return time;
    }

    private static Instant instant(RawReading raw, Format format, TimePlace place, JsonNode node) throws Refused {
        try {
            if (place.unit() == Format.TimeUnit.ISO && node.isTextual()) {
                // States keep milliseconds, so what is finer would differ after a restart.
                return IsoTime.parse(node.textValue()).truncatedTo(ChronoUnit.MILLIS);
            }
            if (place.unit() == Format.TimeUnit.MILLISECONDS && node.isIntegralNumber()) {
                return Instant.ofEpochMilli(node.longValue());
            }
            if (place.unit() == Format.TimeUnit.SECONDS && node.isNumber()) {
                return Instant.ofEpochMilli(Math.round(node.doubleValue() * 1000));
            }
        } catch (DateTimeException notATime) {
            // falls through to the one refusal
        }
        throw new Refused(
                FindingCode.QUALITY_CLOCK,
                raw,
                format,
                "'" + place.path() + "' is not a time in " + place.unit() + ".");
    }

    private static String place(RawReading raw, Format format) {
        return format.file() + " (" + raw.topic() + ")";
    }

    private static <T> Outcome<T> failed(FindingCode code, String where, String what) {
        return Outcome.failed(new Finding(code, where, what));
    }

    /** Leaves the field checks early; never leaves this class. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Finding finding;

        Refused(FindingCode code, RawReading raw, Format format, String what) {
            super(null, null, false, false);
            finding = new Finding(code, place(raw, format), what);
        }
    }
}
