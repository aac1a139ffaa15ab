package io.casewire.benchmarks.org;

import java.io.IOException;

/** The org answered, and it was not what was asked for. */
public final class OrgException extends IOException {
    private static final long serialVersionUID = 1L;

    OrgException(String what, Object answer) {
        super(what + ": " + answer);
    }
}
