package io.casewire.episodes;

import io.casewire.signals.ObservedReading;
import java.util.List;

/** What one reading or timer led to; often nothing. */
public record Decisions(ObservedReading observed, List<Decision> all) {}
