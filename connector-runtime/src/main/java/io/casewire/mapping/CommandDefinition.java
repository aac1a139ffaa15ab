package io.casewire.mapping;

import io.casewire.episodes.Transition;
import io.casewire.mapping.Mapping.WhenMissing;
import io.casewire.model.SourceFile;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a device is told when something is decided about it, as a file under {@code mappings/} declares it.
 *
 * @param name which command it is, also for the device
 * @param domains the domains whose decisions it answers to; empty for all
 * @param on the transitions it answers to
 * @param when gives whether the device is told anything at all; null for always
 * @param expires how long after the event it is about the device may still act on it
 */
public record CommandDefinition(
        String name,
        SourceFile file,
        Set<String> domains,
        Set<Transition> on,
        @Nullable Expression when,
        Duration expires,
        List<Parameter> parameters) {

    /** @param place where it stands: file, line and column */
    public record Parameter(String name, Expression from, WhenMissing whenMissing, String place) {}
}
