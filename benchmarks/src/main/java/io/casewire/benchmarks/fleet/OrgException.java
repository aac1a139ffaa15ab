package io.casewire.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The org answered, and it was not what was asked for. */
public final class OrgException extends IOException {
    private static final long serialVersionUID = 1L;

    OrgException(String what, JsonNode answer) {
        super(what + ": " + answer);
    }
}
