package io.casewire.benchmarks.fleet;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;

/**
 * Everything a run knows at its end.
 *
 * @param acked sequence numbers the MQTT broker took responsibility for
 * @param found those that stand in the readings topic
 * @param late those that stand there after a later one of their machine
 * @param deadLettered those that stand in the dead letters
 * @param undecided readings in the topic beyond what the deciding group committed
 * @param optedOut numbers of the devices whose person objected to processing
 * @param objected numbers of the devices whose person objected during the run: nothing is judged of them
 * @param episodes all that were planned and begun, also those of opted-out devices
 * @param devices how many machines the fleet has
 * @param latencyFrom episodes due before it are counted but not timed
 */
record Evidence(
        BitSet acked,
        BitSet found,
        BitSet late,
        BitSet deadLettered,
        long undecided,
        BitSet optedOut,
        BitSet objected,
        List<Episode> episodes,
        List<CaseSeen> cases,
        int devices,
        Instant latencyFrom) {}
