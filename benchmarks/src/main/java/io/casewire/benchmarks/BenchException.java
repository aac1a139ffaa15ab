package io.casewire.benchmarks;

import java.io.IOException;

/** A measurement could not be made. */
final class BenchException extends IOException {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
