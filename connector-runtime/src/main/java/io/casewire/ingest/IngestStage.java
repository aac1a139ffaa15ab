package io.casewire.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.ingest.Format.DevicePlace;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** First stage: which format is it, which device is it from, how many readings does it hold. */
public final class IngestStage {
    private final List<Format> formats;
    private final int maxPayload;

    /** @param maxPayload the largest message taken, in bytes */
    public IngestStage(List<Format> formats, int maxPayload) {
        this.formats = List.copyOf(formats);
        this.maxPayload = maxPayload;
    }

    public Outcome<List<Admitted>> apply(Arrival arrival) {
        if (arrival.payload().length > maxPayload) {
            return failed(
                    FindingCode.INGEST_TOO_LARGE,
                    arrival,
                    arrival.payload().length + " bytes, allowed are " + maxPayload + ".");
        }
        for (Format format : formats) {
            for (TopicPattern source : format.sources()) {
                Map<String, String> segments = source.match(arrival.topic());
                if (segments != null) {
                    return bounded(arrival, admit(arrival, format, segments));
                }
            }
        }
        return failed(FindingCode.INGEST_NO_FORMAT, arrival, "no format names this topic.");
    }

    /** What a decoder makes of a message may be larger than the message. */
    private Outcome<List<Admitted>> bounded(Arrival arrival, Outcome<List<Admitted>> outcome) {
        int largest = 0;
        for (Admitted reading : outcome.orElse(List.of())) {
            largest = Math.max(largest, reading.payload().length);
        }
        return largest <= maxPayload
                ? outcome
                : failed(
                        FindingCode.INGEST_TOO_LARGE,
                        arrival,
                        largest + " bytes when decoded, allowed are " + maxPayload + ".");
    }

    private static Outcome<List<Admitted>> admit(Arrival arrival, Format format, Map<String, String> segments) {
        if (!needsPayload(format)) {
            String device = device(format.device(), arrival, segments, null, null);
            return device == null
                    ? noDevice(arrival, format)
                    : Outcome.passed(List.of(new Admitted(device, format.name(), null, arrival.payload())));
        }
        try {
            JsonNode message = ContentTypes.decode(format.contentType(), arrival.payload());
            Format.Split split = format.split();
            if (split != null) {
                return parts(arrival, format, split, segments, message);
            }
            // A list of one, which nobody asked to be split, is that one.
            boolean list = ContentTypes.isDecoded(format.contentType()) && message.isArray() && message.size() == 1;
            return whole(arrival, format, segments, list ? message.get(0) : message);
        } catch (IOException e) {
            return failed(
                    ContentTypes.isDecoded(format.contentType()) ? FindingCode.INGEST_DECODE : FindingCode.INGEST_SPLIT,
                    arrival,
                    "format '" + format.name() + "' looks into the payload, which is not " + format.contentType()
                            + ".");
        }
    }

    private static boolean needsPayload(Format format) {
        return ContentTypes.isDecoded(format.contentType())
                || format.split() != null
                || format.messageId() != null
                || format.device().kind() == DevicePlace.Kind.PATH;
    }

    private static Outcome<List<Admitted>> whole(
            Arrival arrival, Format format, Map<String, String> segments, JsonNode message) {
        String device = device(format.device(), arrival, segments, message, null);
        if (device == null) {
            return noDevice(arrival, format);
        }
        byte[] kept = ContentTypes.isDecoded(format.contentType())
                ? Payloads.write(format.contentType(), message)
                : arrival.payload();
        return Outcome.passed(List.of(new Admitted(device, format.name(), messageId(format, message), kept)));
    }

    private static Outcome<List<Admitted>> parts(
            Arrival arrival, Format format, Format.Split split, Map<String, String> segments, JsonNode message) {
        JsonNode container = Payloads.at(message, split.path());
        if (!container.isContainerNode() || container.isEmpty()) {
            return failed(
                    FindingCode.INGEST_SPLIT, arrival, "'" + split.path() + "' is neither an array nor an object.");
        }
        String messageId = messageId(format, message);
        List<Admitted> readings = new ArrayList<>();
        Iterator<String> names = container.fieldNames();
        for (JsonNode element : container) {
            String name = names.hasNext() ? names.next() : null;
            JsonNode part = carry(split, message, element);
            String device = device(format.device(), arrival, segments, part, name);
            if (device == null) {
                return noDevice(arrival, format);
            }
            readings.add(new Admitted(
                    device,
                    format.name(),
                    messageId == null ? null : messageId + "-" + readings.size(),
                    Payloads.write(format.contentType(), part)));
        }
        return Outcome.passed(readings);
    }

    private static JsonNode carry(Format.Split split, JsonNode message, JsonNode element) {
        if (!element.isObject()) {
            return element;
        }
        ObjectNode part = element.deepCopy();
        for (String field : split.carry()) {
            JsonNode value = message.path(field);
            if (!value.isMissingNode() && !part.has(field)) {
                part.set(field, value);
            }
        }
        return part;
    }

    private static @Nullable String messageId(Format format, JsonNode message) {
        JsonNode id = format.messageId() == null ? null : Payloads.at(message, format.messageId());
        return id == null || !id.isValueNode() || id.isNull() ? null : id.asText();
    }

    private static @Nullable String device(
            DevicePlace place,
            Arrival arrival,
            Map<String, String> segments,
            @Nullable JsonNode message,
            @Nullable String splitName) {
        String device =
                switch (place.kind()) {
                    case TOPIC -> segments.get(place.name());
                    case USER_PROPERTY, HEADER -> arrival.properties().get(place.name());
                    case KEY -> arrival.key();
                    case SPLIT_NAME -> splitName;
                    case PATH -> message == null ? null : textAt(message, place.name());
                };
        // Nobody is to speak in the name of all devices of an Account.
        return device == null || device.isBlank() || VirtualDevice.parse(device) != null ? null : device;
    }

    private static @Nullable String textAt(JsonNode message, String path) {
        JsonNode node = Payloads.at(message, path);
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }

    private static Outcome<List<Admitted>> noDevice(Arrival arrival, Format format) {
        return failed(
                FindingCode.INGEST_NO_DEVICE,
                arrival,
                "format '" + format.name() + "' expects the device id at "
                        + format.device().kind() + " '" + format.device().name() + "'.");
    }

    private static <T> Outcome<T> failed(FindingCode code, Arrival arrival, String what) {
        return Outcome.failed(new Finding(code, arrival.toString(), what));
    }
}
