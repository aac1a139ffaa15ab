package io.casewire.identity;

import io.casewire.quality.CleanReading;

/** A reading of a known device. */
public record IdentifiedReading(CleanReading reading, Device device) {}
