package io.casewire.benchmarks.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String GENERATOR =
            """
            apiVersion: casewire.io/v1
            kind: Generator
            name: ovens
            topic: ovens/{device}/heat
            device: oven-{number}
            devices: 40
            time: at
            interval: 1m
            span: 1d
            quiet: 1h
            late: { share: 0.1, upTo: 10m }
            lost: 0.05
            grace: 10m
            fields:
              - { name: celsius, usual: 200, device: 5, noise: 1, decimals: 1 }
              - { name: open, type: boolean, usual: 0 }
            faults:
              - { name: burns, condition: ovens/too hot, every: 12h, lasts: [30m, 1h], ramp: 10m, effects: { celsius: 80 } }
            disturbances:
              - { name: door, every: 2h, lasts: [2m, 5m], effects: { open: 1, celsius: -40 } }
            """;

    @TempDir
    private Path folder;

    private Generator generator(String text) throws IOException {
        return GeneratorFile.read(Files.writeString(folder.resolve("ovens.yaml"), text));
    }

    @Test
    void shouldMakeTheSameOfASeed_andSomethingElseOfAnother() throws IOException {
        // Given
        Generator generator = generator(GENERATOR);

        // When
        Simulation one = new Simulation(generator, 7, START);
        Simulation again = new Simulation(generator, 7, START);
        Simulation other = new Simulation(generator, 8, START);

        // Then
        assertThat(again.messages()).isEqualTo(one.messages());
        assertThat(again.faults()).isEqualTo(one.faults());
        assertThat(other.messages()).isNotEqualTo(one.messages());
    }

    @Test
    void shouldSayWhatTheFileSays() throws IOException {
        // When
        Simulation simulation = new Simulation(generator(GENERATOR), 1, START);
        List<Message> messages = simulation.messages();

        // Then: a day of minutes, less what is lost
        assertThat((double) messages.size()).isCloseTo(40 * 1440 * 0.95, within(600.0));
        assertThat(messages).isSortedAccordingTo((a, b) -> a.arrives().compareTo(b.arrives()));
        long late = messages.stream()
                .filter(it -> Duration.between(it.happened(), it.arrives()).compareTo(Duration.ofSeconds(2)) > 0)
                .count();
        assertThat(late / (double) messages.size()).isCloseTo(0.1, within(0.01));

        // And: faults show, and nothing else does
        assertThat(simulation.faults()).hasSizeBetween(40, 120);
        for (Injected fault : simulation.faults()) {
            assertThat(fault.from()).isAfterOrEqualTo(START.plus(Duration.ofHours(1)));
            assertThat(messages)
                    .filteredOn(it -> it.device().equals(fault.device()))
                    .filteredOn(it -> it.happened().isAfter(fault.from().plus(Duration.ofMinutes(10))))
                    .filteredOn(it -> it.happened().isBefore(fault.to()))
                    .allSatisfy(it -> assertThat(it.payload().path("celsius").asDouble())
                            .isGreaterThan(it.payload().path("open").asBoolean() ? 210 : 250));
        }
        assertThat(messages)
                .filteredOn(it -> it.payload().path("celsius").asDouble() > 250)
                .allSatisfy(it -> assertThat(simulation.faults())
                        .anyMatch(fault ->
                                fault.device().equals(it.device()) && fault.isAround(it.happened(), Duration.ZERO)));
    }

    @Test
    void shouldWriteWhatMosquittoWrites() throws IOException {
        Message first =
                new Simulation(generator(GENERATOR), 1, START).messages().get(0);
        assertThat(first.recorded())
                .matches(
                        "\\{\"tst\":\"2026-01-01T00:00:\\d\\d\\.\\d{6}\\+0000\",\"topic\":\"ovens/oven-\\d+/heat\",\"qos\":1,"
                                + "\"retain\":0,\"payloadlen\":\\d+,\"payload\":\"\\{\\\\\"at\\\\\":.*");
    }

    @Test
    void shouldNameEverythingThatIsWrong() {
        assertThatThrownBy(() -> generator(GENERATOR
                        .replace("every: 12h", "every: often")
                        .replace("celsius: -40", "celcius: -40")
                        .replace("usual: 200,", "usal: 200,")))
                .isInstanceOf(GeneratorException.class)
                .hasMessageContaining("ovens.yaml:18: faults[0].every: say how long")
                .hasMessageContaining("ovens.yaml:20: disturbances[0].effects: no field is called 'celcius'")
                .hasMessageContaining("ovens.yaml:15: fields[0].usal: property 'usal' is not defined in the schema")
                .hasMessageContaining("ovens.yaml:15: fields[0].usual: required property 'usual' not found");
    }

    @Test
    void shouldTakeFaultsThatGoOnForOne() {
        // Given
        Injected first = fault("a", 0, 10);
        Injected overlapping = fault("a", 5, 20);
        Injected soonAfter = fault("a", 25, 30);
        Injected muchLater = fault("a", 60, 70);
        Injected ofAnother = fault("b", 5, 20);

        // When
        List<Injected> together =
                Injected.together(List.of(muchLater, first, ofAnother, soonAfter, overlapping), Duration.ofMinutes(10));

        // Then
        assertThat(together).containsExactly(fault("a", 0, 30), muchLater, ofAnother);
    }

    @Test
    void shouldCountACaseForOneFault_andTheOthersAsMistaken() {
        // Given
        List<Injected> faults = List.of(fault("a", 0, 10), fault("b", 0, 10), fault("c", 0, 10));
        List<Opened> cases = List.of(
                opened("a", "hot", 5), // found
                opened("a", "hot", 8), // once more
                opened("a", "burning", 9), // may be told, too
                opened("b", "hot", 12), // within the grace
                opened("c", "hot", 30), // too late
                opened("c", "cold", 5)); // of something else

        // When
        Score score = Score.of(faults, cases, Duration.ofMinutes(5));

        // Then
        assertThat(score).isEqualTo(new Score(2, 1, 3));
        assertThat(score.precision().value()).isEqualTo(0.4);
        assertThat(score.recall().value()).isCloseTo(0.667, within(0.001));
        assertThat(score.f1()).isEqualTo(0.5);
    }

    @Test
    void shouldSayHowSureAShareIs() {
        // Wilson's interval of 81 of 263, as in Newcombe, Statistics in Medicine 17 (1998)
        Score.Share share = new Score(81, 182, 0).recall();
        assertThat(share.from()).isCloseTo(0.2553, within(0.0001));
        assertThat(share.to()).isCloseTo(0.3662, within(0.0001));
    }

    @Test
    void shouldChooseTheBestFixedLimit() throws IOException {
        // Given
        Generator generator = generator(GENERATOR);
        Simulation simulation = new Simulation(generator, 3, START);

        // When
        FixedThreshold.Best best = FixedThreshold.best(generator, simulation.messages(), simulation.faults());

        // Then: one limit does for ovens
        assertThat(best.field()).isEqualTo("celsius");
        assertThat(best.above()).isTrue();
        assertThat(best.score().f1()).isGreaterThan(0.9);
    }

    private static Injected fault(String device, int from, int to) {
        return new Injected(device, "hot", Set.of("burning"), at(from), at(to));
    }

    private static Opened opened(String device, String condition, int minute) {
        return new Opened(device, condition, at(minute));
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
