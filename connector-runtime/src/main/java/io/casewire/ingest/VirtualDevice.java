package io.casewire.ingest;

import io.casewire.ingest.Group.Per;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What several devices are heard as.
 *
 * @param group its name
 * @param of the gateway's device id, or that of the Contact or Account that owns them
 */
public record VirtualDevice(String group, Per per, String of) {
    private static final Pattern ID = Pattern.compile("([a-z][a-z0-9-]*)@("
            + Arrays.stream(Per.values()).map(Per::label).collect(Collectors.joining("|")) + "):(.+)");

    /** As {@code site@account:001000000000001AAA}; no device of its own may be called so. */
    public String id() {
        return group + "@" + per.label() + ":" + of;
    }

    /** @return null for the id of a device of its own */
    public static @Nullable VirtualDevice parse(String id) {
        // Asked for every reading.
        Matcher matcher = id.indexOf('@') < 0 ? null : ID.matcher(id);
        return matcher != null && matcher.matches()
                ? new VirtualDevice(
                        matcher.group(1), Per.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)), matcher.group(3))
                : null;
    }

    @Override
    public String toString() {
        return "VirtualDevice[" + group + "]";
    }
}
