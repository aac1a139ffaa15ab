package io.casewire.pipeline;

import io.casewire.ingest.RawReading;
import io.casewire.model.Finding;
import io.casewire.model.Stage;

/** A reading somebody has to look at, and why. */
public record DeadLetter(RawReading reading, Stage stage, Finding finding) {}
