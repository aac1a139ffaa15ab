package io.casewire.delivery;

/** What a Bulk API 2.0 job is taken through, each a call of its own (Salesforce Bulk API 2.0 guide: ingest jobs). */
public enum BulkStep {
    /** The job is made; the org does nothing yet. */
    OPEN(1),
    /**
     * After a last look at consent, its file is uploaded and the job closed; from here on the org writes. It is taken
     * once: when it is not clear what came of it, looking tells.
     */
    SEND(3),
    /** Is it done? */
    LOOK(1),
    /** What became of each row. */
    FETCH(2);

    private final int calls;

    BulkStep(int calls) {
        this.calls = calls;
    }

    /** API calls it takes while all is well. */
    int calls() {
        return calls;
    }
}
