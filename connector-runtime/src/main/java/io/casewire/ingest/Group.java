package io.casewire.ingest;

import io.casewire.ingest.Format.Field;
import io.casewire.ingest.Format.TimePlace;
import io.casewire.ingest.Format.TimeUnit;
import io.casewire.model.SourceFile;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Devices that are heard together, as a file under {@code mappings/groups/} declares it: a virtual device for all under one
 * gateway, of one Account or of one party hears what each of them says as its own readings.
 *
 * @param format how the virtual devices speak; it has the group's name, the fields they hear, and no topic
 * @param of the format of the devices
 */
public record Group(Format format, String of, Per per) {
    /** Where the event time stands in what a virtual device hears, in epoch milliseconds. */
    public static final String TIME = "at";

    /** Where values stand there. */
    public static final String VALUES = "values";

    private static final Duration ANY_TIME = Duration.ofDays(365_000);

    /**
     * How a virtual device speaks.
     *
     * @param fields of the format it hears. What was plausible once, values and times, is not measured again: it may have been
     *     treated since
     */
    public static Format hearing(String name, SourceFile file, String domain, String purpose, List<Field> fields) {
        return Format.withoutTopic(
                name,
                file,
                domain,
                purpose,
                new TimePlace(TIME, TimeUnit.MILLISECONDS),
                ANY_TIME,
                fields.stream()
                        .map(field -> new Field(
                                field.name(),
                                VALUES + "." + field.name(),
                                field.type(),
                                field.unit(),
                                null,
                                null,
                                false,
                                field.dataClass(),
                                null))
                        .toList());
    }

    public String name() {
        return format.name();
    }

    /** The one purpose it serves. */
    public String purpose() {
        return format.purposes().get(0);
    }

    /** What devices have in common. */
    public enum Per {
        /** The device that is their Asset's parent, where it belongs to the same party. */
        GATEWAY,
        /** The Account, of devices that concern no person. */
        ACCOUNT,
        /** The person they concern, else the Account. */
        PARTY;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
