package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.machine.Measurement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One planned reading.
 *
 * @param at when it is due, in whole milliseconds: its event time and where its latency counts from
 * @param opens the episode that begins with it, if one does
 * @param faulty whether it belongs to an episode
 */
record Reading(int seq, int device, Instant at, Measurement measurement, @Nullable Episode opens, boolean faulty) {}
