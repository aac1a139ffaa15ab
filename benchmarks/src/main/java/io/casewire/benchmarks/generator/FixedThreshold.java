package io.casewire.benchmarks.generator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a single fixed limit on a single field finds, at its best: chosen with the faults known. What passes it again within
 * the grace is the same alarm; an alarm when it is over is none.
 */
public final class FixedThreshold {
    private static final int LIMITS = 100;
    private static final double RARE = 0.05;

    private FixedThreshold() {}

    /** @param above whether values above the limit are a fault, or those below it */
    public record Best(String field, boolean above, double limit, Score score) {}

    /** One field of one device, in order of event time. */
    private record Series(String device, Instant[] at, double[] values) {
        private static Series of(List<Message> own, String field) {
            return new Series(
                    own.get(0).device(),
                    own.stream().map(Message::happened).toArray(Instant[]::new),
                    own.stream()
                            .mapToDouble(it -> number(it.payload().path(field)))
                            .toArray());
        }
    }

    /** @param faults all of one condition */
    public static Best best(Generator generator, List<Message> messages, List<Injected> faults) {
        Best best = new Best("none", true, 0, new Score(0, faults.size(), 0));
        List<List<Message>> byDevice = byDevice(messages);
        for (Generator.Field field : generator.fields()) {
            if (field.type() == Generator.Field.Type.TEXT) {
                continue;
            }
            List<Series> series =
                    byDevice.stream().map(own -> Series.of(own, field.name())).toList();
            for (double limit : limits(series)) {
                for (boolean above : new boolean[] {true, false}) {
                    List<Opened> alarms = alarms(series, limit, above, faults, generator.grace());
                    // However well they lie, so many cannot be better.
                    if (2.0 * faults.size() / (faults.size() + alarms.size()) > best.score.f1()) {
                        Score score = Score.of(faults, alarms, Duration.ZERO);
                        best = score.f1() > best.score.f1() ? new Best(field.name(), above, limit, score) : best;
                    }
                }
            }
        }
        return best;
    }

    /** Each in order of event time. */
    private static List<List<Message>> byDevice(List<Message> messages) {
        Map<String, List<Message>> byDevice = new HashMap<>();
        for (Message message : messages) {
            byDevice.computeIfAbsent(message.device(), it -> new ArrayList<>()).add(message);
        }
        byDevice.values().forEach(own -> own.sort(Comparator.comparing(Message::happened)));
        return List.copyOf(byDevice.values());
    }

    private static double number(JsonNode value) {
        return value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble();
    }

    private static double[] limits(List<Series> series) {
        double[] sorted = series.stream()
                .flatMapToDouble(it -> Arrays.stream(it.values))
                .sorted()
                .toArray();
        double[] limits = new double[3 * LIMITS];
        int last = sorted.length - 1;
        for (int i = 0; i < LIMITS; i++) {
            double share = i / (LIMITS - 1.0);
            // Faults are rare: what tells them apart lies among the lowest or the highest.
            double tail = RARE * share * share;
            limits[i] = sorted[(int) (share * last)];
            limits[LIMITS + i] = sorted[(int) (tail * last)];
            limits[2 * LIMITS + i] = sorted[(int) ((1 - tail) * last)];
        }
        return Arrays.stream(limits).distinct().toArray();
    }

    private static List<Opened> alarms(
            List<Series> series, double limit, boolean above, List<Injected> faults, Duration grace) {
        String condition = faults.isEmpty() ? "" : faults.get(0).condition();
        List<Opened> alarms = new ArrayList<>();
        for (Series one : series) {
            Instant last = null;
            for (int i = 0; i < one.values.length; i++) {
                if (above ? one.values[i] > limit : one.values[i] < limit) {
                    if (last == null || one.at[i].isAfter(last.plus(grace))) {
                        alarms.add(new Opened(one.device, condition, one.at[i]));
                    }
                    last = one.at[i];
                }
            }
        }
        return alarms;
    }
}
