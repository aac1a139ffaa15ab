package io.casewire.benchmarks.org;

import java.time.Instant;
import java.util.List;

/**
 * Records of eight fields, about 150 bytes as CSV. The key is the number; the other values differ from round to round, so
 * that writing a record a second time changes it.
 */
final class BenchRow {
    static final String OBJECT = "Bench_Row__c";
    static final String KEY = "Key__c";
    static final String HEADER = "Key__c,Device__c,Message__c,Value__c,Count__c,Seen__c,Open__c,State__c\n";

    private static final List<String> STATES = List.of("Opened", "Updated", "Cleared");
    private static final long FIRST_SECOND =
            Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
    private static final int DEVICES = 1_000;

    private BenchRow() {}

    static String key(int number) {
        return "row-" + number;
    }

    /** Appends the record as collections take it. */
    static void json(StringBuilder to, int number, int round) {
        to.append("{\"attributes\":{\"type\":\"" + OBJECT + "\"},\"Key__c\":\"")
                .append(key(number))
                .append("\",\"Device__c\":\"")
                .append(device(number))
                .append("\",\"Message__c\":\"")
                .append(message(number, round))
                .append("\",\"Value__c\":")
                .append(value(number, round))
                .append(",\"Count__c\":")
                .append(round + 1)
                .append(",\"Seen__c\":\"")
                .append(seen(number, round))
                .append("\",\"Open__c\":")
                .append(isOpen(number, round))
                .append(",\"State__c\":\"")
                .append(state(number, round))
                .append("\"}");
    }

    /** Appends the record as a line under {@link #HEADER}. */
    static void csv(StringBuilder to, int number, int round) {
        to.append(key(number))
                .append(',')
                .append(device(number))
                .append(',')
                .append(message(number, round))
                .append(',')
                .append(value(number, round))
                .append(',')
                .append(round + 1)
                .append(',')
                .append(seen(number, round))
                .append(',')
                .append(isOpen(number, round))
                .append(',')
                .append(state(number, round))
                .append('\n');
    }

    static String device(int number) {
        return "press-" + number % DEVICES;
    }

    static String message(int number, int round) {
        return "torque " + (number + round) % 100 + " Nm at wear " + number % 250 + " min for 3 min";
    }

    static double value(int number, int round) {
        return (number + 31L * round) % 10_000 / 100.0;
    }

    private static Instant seen(int number, int round) {
        return Instant.ofEpochSecond(FIRST_SECOND + number % 100_000 + 3_600L * round);
    }

    static boolean isOpen(int number, int round) {
        return (number + round) % 2 == 0;
    }

    private static String state(int number, int round) {
        return STATES.get((number + round) % STATES.size());
    }
}
