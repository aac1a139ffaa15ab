package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.machine.Condition;
import io.casewire.benchmarks.machine.Devices;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * One fault of one machine, as planned: what a Case is due for.
 *
 * @param device number of the machine, from 1
 * @param firstSeq sequence number of the first violating reading
 * @param lastSeq sequence number of the last one
 * @param scheduledAt when the first one was due
 */
record Episode(int device, Condition condition, int firstSeq, int lastSeq, Instant scheduledAt) {

    boolean contains(int seq) {
        return seq >= firstSeq && seq <= lastSeq;
    }

    /** Sequence numbers of its readings; machines take turns. */
    IntStream readings(int devices) {
        return IntStream.iterate(firstSeq, seq -> seq <= lastSeq, seq -> seq + devices);
    }

    @Override
    public String toString() {
        return Devices.id(device) + "|" + condition.label() + " from reading " + firstSeq;
    }
}
