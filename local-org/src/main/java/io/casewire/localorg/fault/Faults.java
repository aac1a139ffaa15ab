package io.casewire.localorg.fault;

import io.casewire.localorg.fault.Fault.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The faults in force. Each decides by its own random numbers, so that one more fault does not change the others. */
public final class Faults {
    private final Clock clock;
    private final List<Armed> armed = new CopyOnWriteArrayList<>();
    private int lastNumber;

    public Faults(Clock clock) {
        this.clock = clock;
    }

    /**
     * Lets something go wrong from now on.
     *
     * @return the fault with its id
     * @throws IllegalArgumentException with everything that is wrong with it
     */
    public synchronized Fault add(Fault fault) {
        List<String> problems = fault.problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        Fault numbered = fault.withId("fault-" + ++lastNumber);
        armed.add(new Armed(numbered));
        return numbered;
    }

    public List<Fault> all() {
        return armed.stream().map(one -> one.fault).toList();
    }

    /** @return false when there is none of this id */
    public boolean remove(String id) {
        return armed.removeIf(one -> id.equals(one.fault.id()));
    }

    public void clear() {
        armed.clear();
    }

    /** Whether nothing can go wrong, so that nobody needs to describe a target. */
    public boolean isEmpty() {
        return armed.isEmpty();
    }

    /** How often a fault has struck; 0 for one that is gone. */
    public int struck(String id) {
        return armed.stream()
                .filter(one -> id.equals(one.fault.id()))
                .mapToInt(one -> one.struck)
                .findFirst()
                .orElse(0);
    }

    /** The faults of these kinds that strike the target now; asking counts. */
    public List<Fault> strike(Set<Kind> kinds, Target target) {
        List<Fault> striking = new ArrayList<>();
        Instant now = clock.instant();
        for (Armed one : armed) {
            if (kinds.contains(one.fault.kind()) && one.fits(target) && one.strikes(now)) {
                striking.add(one.fault);
            }
        }
        return striking;
    }

    /** The first fault of this kind that strikes the target now, or null. */
    public @Nullable Fault strike(Kind kind, Target target) {
        List<Fault> striking = isEmpty() ? List.of() : strike(Set.of(kind), target);
        return striking.isEmpty() ? null : striking.get(0);
    }

    private static final class Armed {
        private final Fault fault;
        private final @Nullable Pattern endpoint;
        private final Random random;
        private volatile int struck;

        Armed(Fault fault) {
            this.fault = fault;
            this.endpoint = fault.endpoint() == null ? null : pattern(fault.endpoint());
            this.random = new Random(fault.seed());
        }

        private static Pattern pattern(String glob) {
            StringBuilder regex = new StringBuilder();
            for (String part : glob.split("\\*", -1)) {
                regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
            }
            return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
        }

        boolean fits(Target target) {
            return (endpoint == null
                            || (target.endpoint() != null
                                    && endpoint.matcher(target.endpoint()).matches()))
                    && same(fault.method(), target.method())
                    && same(fault.object(), target.object())
                    && same(fault.topic(), target.topic())
                    && same(fault.user(), target.user());
        }

        private static boolean same(@Nullable String wanted, @Nullable String found) {
            return wanted == null || wanted.equalsIgnoreCase(found);
        }

        synchronized boolean strikes(Instant now) {
            Instant end = fault.end();
            if ((fault.times() > 0 && struck >= fault.times()) || (end != null && !now.isBefore(end))) {
                return false;
            }
            Double probability = fault.probability();
            if (probability != null && random.nextDouble() >= probability) {
                return false;
            }
            struck++;
            return true;
        }
    }
}
