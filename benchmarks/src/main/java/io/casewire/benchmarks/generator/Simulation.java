package io.casewire.benchmarks.generator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.benchmarks.generator.Generator.Field;
import io.casewire.benchmarks.generator.Generator.Happening;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a generator makes of a seed: always the same. */
public final class Simulation {
    private static final double DAY = Duration.ofDays(1).toMillis();
    /** Of what arrives in time: no broker is at once there. */
    private static final int LATENCY_MILLIS = 500;

    private final Generator generator;
    private final Instant start;
    private final List<Message> messages = new ArrayList<>();
    private final List<Injected> injected = new ArrayList<>();

    private record Occurrence(Happening what, Instant from, Instant to, double strength) {
        private double at(Instant time) {
            if (time.isBefore(from) || time.isAfter(to)) {
                return 0;
            }
            long ramp = what.ramp().toMillis();
            long fade = what.fade().toMillis();
            double grown = ramp == 0 ? 1 : Math.min(1, from.until(time, ChronoUnit.MILLIS) / (double) ramp);
            double left = fade == 0 ? 1 : Math.min(1, time.until(to, ChronoUnit.MILLIS) / (double) fade);
            return strength * Math.min(grown, left);
        }
    }

    /** What is of one device and one field. */
    private record Trait(double usual, double drift, double phase) {}

    public Simulation(Generator generator, long seed, Instant start) {
        this.generator = generator;
        this.start = start;
        SplittableRandom random = new SplittableRandom(seed);
        for (int number = 1; number <= generator.devices(); number++) {
            simulate(generator.deviceId(number), random.split());
        }
        messages.sort(Comparator.comparing(Message::arrives)
                .thenComparing(Message::device)
                .thenComparing(Message::happened));
    }

    /** In the order of their arrival. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    public List<Injected> faults() {
        return Injected.together(injected, generator.grace());
    }

    private void simulate(String device, SplittableRandom random) {
        SplittableRandom traits = random.split();
        SplittableRandom chance = random.split();
        List<Occurrence> occurrences = occurrences(random.split());
        Map<String, Trait> traitOf = new HashMap<>();
        for (Field field : generator.fields()) {
            Trait own = trait(field, traits);
            traitOf.put(field.name(), field.like() == null ? own : traitOf.getOrDefault(field.like(), own));
        }
        for (Occurrence occurrence : occurrences) {
            String condition = occurrence.what.condition();
            if (condition != null) {
                injected.add(new Injected(
                        device, condition, new TreeSet<>(occurrence.what.mayOpen()), occurrence.from, occurrence.to));
            }
        }
        Instant end = start.plus(generator.span());
        Instant at = start.plusMillis(chance.nextLong(generator.interval().toMillis()));
        while (at.isBefore(end)) {
            Message message = message(device, at, traitOf, occurrences, chance);
            if (message != null) {
                messages.add(message);
            }
            double stretched = 1 + generator.jitter() * (2 * chance.nextDouble() - 1);
            at = at.plusMillis((long) (generator.interval().toMillis() * stretched));
        }
    }

    private static Trait trait(Field field, SplittableRandom random) {
        if (field.type() == Field.Type.TEXT) {
            return new Trait(random.nextInt(field.choices().size()), 0, 0);
        }
        return new Trait(
                field.usual() + field.device() * random.nextGaussian(),
                field.drift() * (random.nextBoolean() ? 1 : -1) * random.nextDouble(),
                2 * Math.PI * random.nextDouble());
    }

    private List<Occurrence> occurrences(SplittableRandom random) {
        List<Occurrence> all = new ArrayList<>();
        for (Happening what : generator.happenings()) {
            SplittableRandom own = random.split();
            Instant last = start.plus(generator.span()).minus(what.longest()).minus(generator.grace());
            Instant from = start.plus(generator.quiet()).plus(gap(what, own));
            while (from.isBefore(last)) {
                long shortest = what.shortest().toMillis();
                long more = what.longest().toMillis() - shortest;
                Instant to = from.plusMillis(shortest + (more > 0 ? own.nextLong(more) : 0));
                double strength = what.weakest() + (what.strongest() - what.weakest()) * own.nextDouble();
                all.add(new Occurrence(what, from, to, strength));
                from = to.plus(gap(what, own));
            }
        }
        return all;
    }

    private static Duration gap(Happening what, SplittableRandom random) {
        return Duration.ofMillis((long) (what.every().toMillis() * random.nextExponential()));
    }

    private @Nullable Message message(
            String device,
            Instant at,
            Map<String, Trait> traits,
            List<Occurrence> occurrences,
            SplittableRandom chance) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put(generator.time(), at.truncatedTo(ChronoUnit.MILLIS).toString());
        if (!generator.id().isEmpty()) {
            payload.put(generator.id(), device);
        }
        for (Field field : generator.fields()) {
            Trait trait = traits.get(field.name());
            if (trait != null) {
                put(payload, field, value(field, trait, at, occurrences, chance));
            }
        }
        long delay = chance.nextLong(LATENCY_MILLIS);
        if (chance.nextDouble() < generator.lateShare()) {
            delay += (long) (generator.lateUpTo().toMillis() * chance.nextDouble());
        }
        boolean lost = chance.nextDouble() < generator.lost();
        String topic = generator.topic().replace("{device}", device);
        return lost ? null : new Message(device, topic, at.plusMillis(delay), at, payload);
    }

    private double value(Field field, Trait trait, Instant at, List<Occurrence> occurrences, SplittableRandom chance) {
        double days = start.until(at, ChronoUnit.MILLIS) / DAY;
        double value = trait.usual
                + trait.drift * days
                + field.day() * Math.sin(2 * Math.PI * days + trait.phase)
                + field.noise() * chance.nextGaussian();
        for (Occurrence occurrence : occurrences) {
            Double effect = occurrence.what.effects().get(field.name());
            if (effect != null) {
                value += effect * occurrence.at(at);
            }
        }
        return Math.max(field.min(), Math.min(field.max(), value));
    }

    private static void put(ObjectNode payload, Field field, double value) {
        switch (field.type()) {
            case BOOLEAN -> payload.put(field.name(), value >= 0.5);
            case TEXT -> {
                int choice = Math.floorMod(Math.round(value), field.choices().size());
                payload.put(field.name(), field.choices().get(choice));
            }
            case NUMBER ->
                payload.put(
                        field.name(),
                        BigDecimal.valueOf(value)
                                .setScale(field.decimals(), RoundingMode.HALF_EVEN)
                                .doubleValue());
        }
    }
}
