package io.casewire.salesforce;

import io.casewire.model.Finding;
import org.jspecify.annotations.Nullable;

/** The org did not answer, or does not let us in; the finding says which. */
public final class OrgUnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    public OrgUnreachableException(Finding finding, @Nullable Throwable cause) {
        super(finding.toString(), cause);
        this.finding = finding;
    }

    public Finding finding() {
        return finding;
    }
}
