package io.casewire.content;

import org.apache.commons.csv.CSVFormat;

/** How tables among the content are written, whether they say limits or points. */
final class Tables {
    static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();

    private Tables() {}
}
