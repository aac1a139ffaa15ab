package io.casewire.ingest;

import com.ethlo.time.ITU;
import java.time.DateTimeException;
import java.time.Instant;

/** A time as devices, brokers and we ourselves write it: ISO 8601 with an offset. */
public final class IsoTime {
    private IsoTime() {}

    /** @throws DateTimeException when the text is anything else */
    public static Instant parse(String text) {
        // The library does not look at what follows a Z.
        int end = Math.max(text.indexOf('Z'), text.indexOf('z'));
        if (end >= 0 && end < text.length() - 1) {
            throw new DateTimeException("something follows the time");
        }
        return ITU.parseDateTime(text).toInstant();
    }
}
