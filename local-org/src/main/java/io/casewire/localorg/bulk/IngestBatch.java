package io.casewire.localorg.bulk;

import java.util.List;

/** Up to 10,000 rows of a job. */
record IngestBatch(BulkJobs.Entry entry, int number, Columns columns, List<List<String>> rows) {
    /** Under which names the store keeps how far a batch is: rows, and lengths of its two result files. */
    String mark(String what) {
        return "bulk/" + entry.job().id() + "/" + number + "/" + what;
    }
}
