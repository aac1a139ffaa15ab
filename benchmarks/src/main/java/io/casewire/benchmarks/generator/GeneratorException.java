package io.casewire.benchmarks.generator;

/** A generator file is not as it has to be; the message says where, what and what to do. */
public final class GeneratorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GeneratorException(String message) {
        super(message);
    }
}
