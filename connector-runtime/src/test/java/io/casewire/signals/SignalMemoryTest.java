package io.casewire.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.casewire.signals.SignalDefinition.Function;
import io.casewire.signals.SignalDefinition.Window;
import io.casewire.signals.SignalDefinition.WindowKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a signal says, beside the same reckoned anew from all readings. */
class SignalMemoryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long PANE = MINUTE.toMillis() / 10;
    private static final double LIMIT = 0.5;

    private record Value(long at, double value) {}

    private static SignalDefinition signal(Function function, WindowKind kind, Duration lateness) {
        double argument =
                switch (function) {
                    case PERCENTILE -> 90;
                    case TIME_ABOVE -> LIMIT;
                    default -> 0;
                };
        return new SignalDefinition(
                "signal",
                "domain",
                "purpose",
                function,
                List.of("field"),
                new Window(kind, MINUTE, lateness),
                argument);
    }

    private static Memory of(SignalDefinition signal) {
        return Memory.of(signal, "device", () -> null);
    }

    private static Memory memory(Function function, WindowKind kind) {
        return of(signal(function, kind, Duration.ZERO));
    }

    private static Memory copy(Memory memory, SignalDefinition signal) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        memory.write(new DataOutputStream(bytes));
        Memory copy = of(signal);
        copy.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return copy;
    }

    private static @Nullable Double naive(Function function, List<Value> values, long from, long to) {
        List<Value> in = values.stream()
                .filter(value -> value.at() >= from && value.at() < to)
                .toList();
        double[] sorted = in.stream().mapToDouble(Value::value).sorted().toArray();
        if (function == Function.COUNT) {
            return (double) in.size();
        } else if (function == Function.TIME_ABOVE) {
            return secondsAbove(values, from, to);
        } else if (in.isEmpty()) {
            return null;
        }
        return switch (function) {
            case AVERAGE -> in.stream().mapToDouble(Value::value).average().orElseThrow();
            case MIN -> sorted[0];
            case MAX -> sorted[sorted.length - 1];
            case PERCENTILE -> sorted[(int) Math.floor(0.9 * (sorted.length - 1))];
            default -> slope(in);
        };
    }

    /** Values hold until the next one; the last one has held for no time yet. */
    private static double secondsAbove(List<Value> values, long from, long to) {
        List<Value> inOrder = values.stream()
                .sorted((one, other) -> Long.compare(one.at(), other.at()))
                .toList();
        double millis = 0;
        for (int i = 1; i < inOrder.size(); i++) {
            Value before = inOrder.get(i - 1);
            if (before.value() > LIMIT) {
                millis += Math.max(0, Math.min(to, inOrder.get(i).at()) - Math.max(from, before.at()));
            }
        }
        return millis / 1_000;
    }

    private static @Nullable Double slope(List<Value> in) {
        long origin = in.get(0).at();
        ToDoubleFunction<Value> seconds = value -> (value.at() - origin) / 1_000.0;
        double time = in.stream().mapToDouble(seconds).average().orElseThrow();
        double value = in.stream().mapToDouble(Value::value).average().orElseThrow();
        double both = 0;
        double square = 0;
        for (Value one : in) {
            double apart = seconds.applyAsDouble(one) - time;
            both += apart * (one.value() - value);
            square += apart * apart;
        }
        return square == 0 ? null : (Double) (both / square);
    }

    private static void assertSame(
            Function function, @Nullable Object value, @Nullable Double expected, String description) {
        if (expected == null) {
            assertThat(value).as(description).isNull();
            return;
        }
        double tolerance = function == Function.PERCENTILE ? 0.0101 * Math.abs(expected) : 1e-6;
        assertThat((Double) value).as(description).isCloseTo(expected, within(tolerance));
    }

    @ParameterizedTest
    @EnumSource(names = {"AVERAGE", "MIN", "MAX", "PERCENTILE", "SLOPE", "COUNT", "TIME_ABOVE"})
    void shouldSlideOverReadingsAndOutliveARestart(Function function) throws IOException {
        SignalDefinition signal = signal(function, WindowKind.SLIDING, Duration.ZERO);
        Memory memory = of(signal);
        Random random = new Random(1);
        List<Value> all = new ArrayList<>();
        long at = 1_700_000_003_210L;
        int said = 0;
        for (int i = 0; i < 2_000; i++) {
            at += i % 300 == 299 ? 90_000 : random.nextInt(700);
            Value value = new Value(at, random.nextDouble());
            memory.add(value.at(), new double[] {value.value()}, false);
            all.add(value);
            if (i % 7 == 0) {
                memory = copy(memory, signal);
            }
            Object now = memory.value(at);
            if (at - all.get(0).at() < MINUTE.toMillis()) {
                assertThat(now).isNull();
                continue;
            }
            long newest = Math.floorDiv(at, PANE);
            assertSame(function, now, naive(function, all, (newest - 9) * PANE, (newest + 1) * PANE), "reading " + i);
            said++;
        }
        assertThat(said).isGreaterThan(1_500);
    }

    @ParameterizedTest
    @EnumSource(names = {"AVERAGE", "MIN", "MAX", "PERCENTILE", "SLOPE", "COUNT", "TIME_ABOVE"})
    void shouldBeWorthTheSameToTheLastBitAfterARestart(Function function) throws IOException {
        SignalDefinition signal = signal(function, WindowKind.SLIDING, Duration.ZERO);
        Memory lived = of(signal);
        Memory restarted = of(signal);
        Random random = new Random(3);
        long at = 1_700_000_003_210L;
        int said = 0;
        for (int i = 0; i < 3_000; i++) {
            // Now and then panes stay empty, or all of them.
            at += i % 50 == 49 ? random.nextInt(90_000) : random.nextInt(900);
            boolean late = random.nextInt(10) == 0;
            long eventTime = late ? at - random.nextInt(70_000) : at;
            double[] values = {i % 11 == 0 ? (i % 2 == 0 ? 0.0 : -0.0) : random.nextGaussian() * 1e5};
            lived.add(eventTime, values, late);
            restarted.add(eventTime, values, late);
            Object value = lived.value(eventTime);
            assertThat(restarted.value(eventTime)).as("reading %d", i).isEqualTo(value);
            restarted = copy(restarted, signal);
            said += value == null ? 0 : 1;
        }
        assertThat(said).isGreaterThan(2_500);
    }

    @ParameterizedTest
    @EnumSource(names = {"AVERAGE", "MIN", "MAX", "PERCENTILE", "SLOPE", "COUNT", "TIME_ABOVE"})
    void shouldTellOfTheLastWindowThatIsOver(Function function) throws IOException {
        SignalDefinition signal = signal(function, WindowKind.TUMBLING, Duration.ofSeconds(20));
        Memory memory = of(signal);
        Random random = new Random(2);
        List<Value> all = new ArrayList<>();
        long length = MINUTE.toMillis();
        long first = 1_700_000_003_210L;
        long at = first;
        long latest = first;
        int said = 0;
        for (int i = 0; i < 3_000; i++) {
            at += i % 500 == 499 ? 250_000 : random.nextInt(900);
            // Some come late, by less than the window waits; how long values hold is told by those in order only.
            boolean late = function != Function.TIME_ABOVE && i > 0 && i % 10 == 0;
            Value value = new Value(late ? Math.max(first, at - 15_000) : at, random.nextDouble());
            memory.add(value.at(), new double[] {value.value()}, late);
            all.add(value);
            latest = Math.max(latest, value.at());
            if (i % 7 == 0) {
                memory = copy(memory, signal);
            }
            long over = Math.floorDiv(latest - 20_000, length) - 1;
            Object now = memory.value(value.at());
            if (over * length < all.get(0).at()) {
                assertThat(now).isNull();
                continue;
            }
            assertSame(function, now, naive(function, all, over * length, (over + 1) * length), "reading " + i);
            said++;
        }
        assertThat(said).isGreaterThan(2_000);
    }

    @Test
    void shouldNotCountWhatComesForAWindowThatIsOver() {
        // Given
        Memory memory = of(signal(Function.COUNT, WindowKind.TUMBLING, Duration.ofSeconds(10)));
        for (long second : new long[] {0, 10, 50, 65}) {
            memory.add(second * 1_000, new double[] {1}, false);
        }

        // When: one that is waited for, one that makes the window be over, and one too late
        memory.add(40_000, new double[] {1}, true);
        assertThat(memory.value(65_000)).isNull();
        memory.add(70_000, new double[] {1}, false);
        memory.add(41_000, new double[] {1}, true);

        // Then
        assertThat(memory.value(70_000)).isEqualTo(4.0);
        // And: nothing in a window is a count as well, and no average
        assertThat(memory.value(250_000)).isEqualTo(0.0);
        Memory average = memory(Function.AVERAGE, WindowKind.TUMBLING);
        average.add(0, new double[] {1}, false);
        average.add(61_000, new double[] {1}, false);
        assertThat(average.value(61_000)).isEqualTo(1.0);
        assertThat(average.value(250_000)).isNull();
    }

    @Test
    void shouldTellOfTheSessionThatGoesOn() throws IOException {
        // Given
        SignalDefinition signal = signal(Function.COUNT, WindowKind.SESSION, Duration.ZERO);
        Memory memory = of(signal);

        // Then
        assertThat(memory.value(0)).isNull();
        for (long second : new long[] {0, 30, 90}) {
            memory.add(second * 1_000, new double[] {1}, false);
        }
        assertThat(memory.value(90_000)).isEqualTo(3.0);
        memory.add(151_000, new double[] {1}, false);
        assertThat(memory.value(151_000)).as("a gap of more than a minute").isEqualTo(1.0);
        memory.add(100_000, new double[] {1}, true);
        memory = copy(memory, signal);
        assertThat(memory.value(151_000)).as("late, and within the gap").isEqualTo(2.0);
        memory.add(10_000, new double[] {1}, true);
        assertThat(memory.value(151_000)).as("of a session that is over").isEqualTo(2.0);
        assertThat(memory.value(300_000)).as("over").isEqualTo(0.0);

        Memory above = memory(Function.TIME_ABOVE, WindowKind.SESSION);
        above.add(0, new double[] {1}, false);
        above.add(20_000, new double[] {0}, false);
        above.add(30_000, new double[] {1}, false);
        above.add(200_000, new double[] {1}, false);
        assertThat(above.value(200_000)).isEqualTo(0.0);
        above.add(210_000, new double[] {1}, false);
        assertThat(above.value(210_000)).isEqualTo(10.0);
    }

    @Test
    void shouldKnowTheLatestValues() throws IOException {
        for (Function function : List.of(Function.LAST, Function.CHANGE, Function.RATE)) {
            SignalDefinition signal = new SignalDefinition("s", "d", "p", function, List.of("field"), null, 0);
            Memory memory = of(signal);
            assertThat(memory.value(0)).isNull();
            memory.add(1_000, new double[] {5}, false);
            memory.add(3_000, new double[] {9}, false);
            memory.add(2_000, new double[] {100}, true);
            memory = copy(memory, signal);
            assertThat(memory.value(3_000))
                    .as(function.name())
                    .isEqualTo(function == Function.LAST ? 9.0 : function == Function.CHANGE ? 4.0 : 2.0);
        }
        Memory rate = of(new SignalDefinition("s", "d", "p", Function.RATE, List.of("field"), null, 0));
        rate.add(1_000, new double[] {5}, false);
        rate.add(1_000, new double[] {6}, false);
        assertThat(rate.value(1_000)).as("at the same time").isNull();
    }

    @Test
    void shouldSayZeroOfADeviceThatIsWell() {
        // Given: it said for longer than the window that nothing was the matter
        Memory faults = memory(Function.COUNT, WindowKind.SLIDING);
        for (int second = 0; second <= 70; second += 10) {
            faults.add(second * 1_000L, new double[] {0}, false);
        }

        // Then: a fault counts at once, and a late word does not take the value away
        assertThat(faults.value(70_000)).isEqualTo(0.0);
        faults.add(71_000, new double[] {1}, false);
        assertThat(faults.value(71_000)).isEqualTo(1.0);
        assertThat(faults.value(59_000)).isEqualTo(1.0);
    }

    @Test
    void shouldNotTellTwiceOfAWindow() {
        // Given
        Memory memory = of(signal(Function.COUNT, WindowKind.TUMBLING, Duration.ofSeconds(10)));
        for (long second : new long[] {0, 10, 50}) {
            memory.add(second * 1_000, new double[] {1}, false);
        }

        // When: a reading without the field is heard, after which nothing is waited for
        assertThat(memory.value(75_000)).isEqualTo(3.0);
        memory.add(40_000, new double[] {1}, true);

        // Then
        assertThat(memory.value(76_000)).isEqualTo(3.0);
    }

    @Test
    void shouldTakeNumbersOfAnySize() {
        for (Function function : Function.values()) {
            if (function.isOfWindow()) {
                Memory memory = memory(function, WindowKind.SESSION);
                for (double value : new double[] {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 0, 1e300}) {
                    memory.add(1_000, new double[] {value}, false);
                    memory.value(1_000);
                }
            }
        }
    }

    @Test
    void shouldStaySmallHoweverMuchIsSaid() throws IOException {
        Random random = new Random(3);
        for (Function function : Function.values()) {
            for (WindowKind kind : WindowKind.values()) {
                if (!function.isOfWindow()) {
                    continue;
                }
                Memory memory = memory(function, kind);
                for (int i = 0; i < 200_000; i++) {
                    memory.add(
                            i,
                            new double[] {Math.exp(40 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1)},
                            false);
                }
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                memory.write(new DataOutputStream(bytes));
                assertThat(bytes.size())
                        .as(function + " " + kind)
                        .isLessThan(function == Function.PERCENTILE ? 12_000 : 500);
            }
        }
    }

    @Test
    void shouldGoOnWithWhatStoodUnderItsNameAlone() {
        // Given
        SignalDefinition signal = signal(Function.COUNT, WindowKind.SESSION, Duration.ZERO);
        SignalStates states = new SignalStates("device", key -> null);
        states.of("signal").memory(signal, signal.meaning()).add(1_000, new double[] {1}, false);

        // When
        Memory one = states.of("domain/signal").memory(signal, signal.meaning());
        Memory other = states.of("other/signal").memory(signal, signal.meaning());

        // Then
        assertThat(one.value(1_000)).isEqualTo(1.0);
        assertThat(other.value(1_000)).isNull();
    }

    @Test
    void shouldBeginAnewWhereASignalMeansSomethingElse() throws IOException {
        // Given
        SignalDefinition before = signal(Function.COUNT, WindowKind.SESSION, Duration.ZERO);
        SignalStates states = new SignalStates("device", key -> null);
        states.of("signal").memory(before, before.meaning()).add(1_000, new double[] {1}, false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        states.write(new DataOutputStream(bytes));

        // When
        SignalStates read = SignalStates.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), "device", key -> null);

        // Then
        assertThat(read.of("signal").memory(before, before.meaning()).value(1_000))
                .isEqualTo(1.0);
        SignalDefinition after = signal(Function.MAX, WindowKind.SESSION, Duration.ZERO);
        assertThat(read.of("signal").memory(after, after.meaning()).value(1_000))
                .isNull();
    }
}
