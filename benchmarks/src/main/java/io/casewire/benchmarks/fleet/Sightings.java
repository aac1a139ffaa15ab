package io.casewire.benchmarks.fleet;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Where this run's readings were seen. Safe for use by several threads. */
final class Sightings {
    private final BitSet acked = new BitSet();
    private final BitSet found = new BitSet();
    private final BitSet late = new BitSet();
    private final int[] newest;
    private final BitSet deadLettered = new BitSet();
    private final BitSet faulty = new BitSet();
    private final Map<String, Integer> faultyAt = new HashMap<>();
    private final Map<Integer, Long> lastOffset = new HashMap<>();
    private long again;

    /** @param devices machines, which take turns */
    Sightings(int devices) {
        newest = new int[devices];
        Arrays.fill(newest, -1);
    }

    /** A reading that may open a Case is about to be published: its place will be asked for. */
    synchronized void faulty(int seq) {
        faulty.set(seq);
    }

    synchronized void acked(int seq) {
        acked.set(seq);
    }

    synchronized void found(int seq, int partition, long offset) {
        int device = seq % newest.length;
        if (found.get(seq)) {
            again++;
        } else if (seq < newest[device]) {
            late.set(seq);
        }
        newest[device] = Math.max(newest[device], seq);
        found.set(seq);
        lastOffset.merge(partition, offset, Math::max);
        if (faulty.get(seq)) {
            faultyAt.put(partition + "-" + offset, seq);
        }
    }

    synchronized void deadLettered(int seq) {
        deadLettered.set(seq);
    }

    synchronized boolean allAccountedFor() {
        BitSet open = (BitSet) acked.clone();
        open.andNot(found);
        open.andNot(deadLettered);
        return open.isEmpty();
    }

    /** Sequence number of the faulty reading at this place, or -1. */
    synchronized int faultyAt(int partition, long offset) {
        return faultyAt.getOrDefault(partition + "-" + offset, -1);
    }

    /** The last reading of ours in each partition that has one. */
    synchronized Map<Integer, Long> lastOffsets() {
        return Map.copyOf(lastOffset);
    }

    /** How often a reading stood in the topic a second time; the connector has to recognise it. */
    synchronized long again() {
        return again;
    }

    synchronized BitSet ackedSet() {
        return (BitSet) acked.clone();
    }

    synchronized BitSet foundSet() {
        return (BitSet) found.clone();
    }

    /** Readings that came to the topic after a later one of their machine. */
    synchronized BitSet lateSet() {
        return (BitSet) late.clone();
    }

    synchronized BitSet deadLetteredSet() {
        return (BitSet) deadLettered.clone();
    }

    synchronized int ackedCount() {
        return acked.cardinality();
    }
}
