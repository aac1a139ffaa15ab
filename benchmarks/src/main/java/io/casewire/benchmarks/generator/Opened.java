package io.casewire.benchmarks.generator;

import java.time.Instant;

/** A Case that was opened about a device. */
public record Opened(String device, String condition, Instant at) {}
