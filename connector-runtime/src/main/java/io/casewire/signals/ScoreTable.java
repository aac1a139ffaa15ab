package io.casewire.signals;

import java.util.List;

/**
 * What values are worth: for each field its bands, upwards.
 *
 * @param fields in the order in which the table names them
 */
public record ScoreTable(List<Bands> fields) {

    public ScoreTable {
        fields = List.copyOf(fields);
    }

    /** The bands of a field; the last one has no end. */
    public record Bands(String field, List<Band> bands) {
        public Bands {
            bands = List.copyOf(bands);
        }

        double points(double value) {
            for (Band band : bands) {
                if (value <= band.upTo()) {
                    return band.points();
                }
            }
            return Double.NaN;
        }
    }

    /** Values above the band before and up to here. @param upTo infinite for the last one */
    public record Band(double upTo, double points) {}

    public List<String> names() {
        return fields.stream().map(Bands::field).toList();
    }
}
