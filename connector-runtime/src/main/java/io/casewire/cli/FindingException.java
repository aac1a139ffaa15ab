package io.casewire.cli;

import io.casewire.model.Finding;
import java.util.List;

/** A command ends because of these findings. */
final class FindingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    FindingException(List<Finding> findings) {
        super(findings.toString(), null, false, false);
        this.findings = List.copyOf(findings);
    }

    FindingException(Finding finding) {
        this(List.of(finding));
    }

    /** @throws FindingException with all of them, where there are any */
    static void throwIfAny(List<Finding> findings) {
        if (!findings.isEmpty()) {
            throw new FindingException(findings);
        }
    }

    List<Finding> findings() {
        return findings;
    }
}
