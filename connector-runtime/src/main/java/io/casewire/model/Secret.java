package io.casewire.model;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A password or key that may be replaced while everything runs: it is looked up each time it is needed. */
public final class Secret {
    private final Supplier<@Nullable String> source;
    private volatile String last;

    private Secret(String last, Supplier<@Nullable String> source) {
        this.last = last;
        this.source = source;
    }

    /** One that never changes. */
    public static Secret of(String value) {
        return new Secret(value, () -> value);
    }

    /**
     * @param now what it is now
     * @param source looks it up; null while it is not there, as when its file is being replaced
     */
    public static Secret from(String now, Supplier<@Nullable String> source) {
        return new Secret(now, source);
    }

    /** As it is now; as it was last while it is not there. */
    public String value() {
        String found = source.get();
        if (found != null && !found.isEmpty()) {
            last = found;
        }
        return last;
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
