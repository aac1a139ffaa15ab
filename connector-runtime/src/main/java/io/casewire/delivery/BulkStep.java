package io.casewire.delivery;

/** What a Bulk API 2.0 job is taken through, each a call of its own (Salesforce Bulk API 2.0 guide: ingest jobs). */
public enum BulkStep {
    /** The job is made; the org does nothing yet. */
    OPEN(1),
    /** Its file is uploaded and the job closed, after a last look at consent; from here on the org writes. */
    SEND(3),
    /** Is it done? */
    LOOK(2),
    /** What became of each row. */
    FETCH(4);

    private final int calls;

    BulkStep(int calls) {
        this.calls = calls;
    }

    /** API calls it takes at most. */
    int calls() {
        return calls;
    }
}
