package io.casewire.model;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a stage says about what it was given: a closed type, so that nobody can forget a case.
 *
 * <p>An expected refusal is an outcome; an exception means a bug or failed I/O.
 */
public sealed interface Outcome<T> {

    /** It goes on to the next stage. */
    record Passed<T>(T value) implements Outcome<T> {}

    /** It ends here for a reason that is no fault: a duplicate, a wish not to be processed. */
    record Dropped<T>(Finding finding) implements Outcome<T> {}

    /** It waits here and will be looked at again. */
    record Held<T>(Finding finding) implements Outcome<T> {}

    /** It ends here as a dead letter: somebody has to look at it. */
    record Failed<T>(Finding finding) implements Outcome<T> {}

    static <T> Outcome<T> passed(T value) {
        return new Passed<>(value);
    }

    static <T> Outcome<T> dropped(Finding finding) {
        return new Dropped<>(finding);
    }

    static <T> Outcome<T> held(Finding finding) {
        return new Held<>(finding);
    }

    static <T> Outcome<T> failed(Finding finding) {
        return new Failed<>(finding);
    }

    /** Why it does not go on; null where it does. */
    default @Nullable Finding refusal() {
        return this.<@Nullable Finding>fold(value -> null, finding -> finding, finding -> finding, finding -> finding);
    }

    /** What goes on to the next stage, or this. */
    default T orElse(T fallback) {
        return fold(value -> value, finding -> fallback, finding -> fallback, finding -> fallback);
    }

    /** One function per case; Java 17 has no switch over types, and this cannot leave one out. */
    default <R> R fold(
            Function<? super T, ? extends R> passed,
            Function<Finding, ? extends R> dropped,
            Function<Finding, ? extends R> held,
            Function<Finding, ? extends R> failed) {
        if (this instanceof Passed<T> it) {
            return passed.apply(it.value());
        }
        if (this instanceof Dropped<T> it) {
            return dropped.apply(it.finding());
        }
        if (this instanceof Held<T> it) {
            return held.apply(it.finding());
        }
        return failed.apply(((Failed<T>) this).finding());
    }
}
