package io.casewire.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a bench command prints on standard output. */
final class Report {
    private Report() {}

    static String markdown(List<Row> rows) {
        StringBuilder table = new StringBuilder("Median (min to max), ")
                .append(machine())
                .append(".\n\n| what | measured | baseline | of baseline | bar |\n|---|---|---|---|---|\n");
        for (Row row : rows) {
            Double percent = row.percentOfBaseline();
            table.append("| ").append(row.what());
            table.append(" | ").append(text(row.measured(), row.unit()));
            table.append(" | ").append(row.baseline() == null ? "" : text(row.baseline(), row.unit()));
            table.append(" | ").append(percent == null ? "" : Math.round(percent) + " %");
            table.append(" | ").append(row.bar()).append(" |\n");
        }
        return table.toString();
    }

    static String json(List<Row> rows) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("machine", machine());
        ArrayNode list = report.putArray("rows");
        for (Row row : rows) {
            ObjectNode json = list.addObject().put("what", row.what()).put("unit", row.unit());
            json.set("measured", json(row.measured()));
            if (row.baseline() != null) {
                json.set("baseline", json(row.baseline()));
                json.put("percentOfBaseline", row.percentOfBaseline());
            }
            json.put("bar", row.bar());
        }
        try {
            return new ObjectMapper().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private static @Nullable ObjectNode json(@Nullable Spread spread) {
        return spread == null
                ? null
                : new ObjectMapper()
                        .createObjectNode()
                        .put("runs", spread.runs())
                        .put("median", spread.median())
                        .put("min", spread.min())
                        .put("max", spread.max());
    }

    private static String text(@Nullable Spread spread, String unit) {
        return spread == null
                ? ""
                : number(spread.median()) + " " + unit + " (" + number(spread.min()) + " to " + number(spread.max())
                        + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores, Java "
                + Runtime.version().feature() + ", " + System.getProperty("os.name");
    }
}
