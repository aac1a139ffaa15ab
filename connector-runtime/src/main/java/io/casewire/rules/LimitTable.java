package io.casewire.rules;

import io.casewire.signals.ObservedReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds of a domain, one row per limit and case: a table a business user changes without touching a rule.
 *
 * <p>A row applies where all its filled criteria equal the reading's or device's value; the row with the most criteria
 * wins; content that leaves open which one that is cannot be published.
 */
public final class LimitTable {
    private final List<String> criteria;
    private final List<Row> rows;
    private final List<Set<String>> named = new ArrayList<>();
    private final Map<List<String>, Map<String, Double>> resolved = new ConcurrentHashMap<>();

    /**
     * One row.
     *
     * @param criteria one entry per criterion column; empty means any
     */
    public record Row(String limit, List<String> criteria, double value, String unit, String place) {
        int specificity() {
            return (int) criteria.stream().filter(it -> !it.isEmpty()).count();
        }

        /** Whether something may meet both, and neither says more of it. @param ofLimit all rows of the limit, of which one may */
        public boolean overlaps(Row other, List<Row> ofLimit) {
            if (specificity() != other.specificity()) {
                return false;
            }
            List<String> both = new ArrayList<>();
            for (int i = 0; i < criteria.size(); i++) {
                String mine = criteria.get(i);
                String theirs = other.criteria.get(i);
                if (!mine.isEmpty() && !theirs.isEmpty() && !mine.equals(theirs)) {
                    return false;
                }
                both.add(mine.isEmpty() ? theirs : mine);
            }
            return ofLimit.stream().noneMatch(row -> row.specificity() > specificity() && row.applies(both));
        }

        boolean applies(List<String> actual) {
            for (int i = 0; i < criteria.size(); i++) {
                if (!criteria.get(i).isEmpty() && !criteria.get(i).equals(actual.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param criteria column names as {@code reading.type} or {@code device.site} */
    public LimitTable(List<String> criteria, List<Row> rows) {
        this.criteria = List.copyOf(criteria);
        this.rows = List.copyOf(rows);
        for (int i = 0; i < criteria.size(); i++) {
            int column = i;
            named.add(rows.stream().map(row -> row.criteria().get(column)).collect(Collectors.toSet()));
        }
    }

    public Set<String> names() {
        return rows.stream().map(Row::limit).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public List<Row> rows() {
        return rows;
    }

    public List<String> criteria() {
        return criteria;
    }

    /** The unit of a limit, empty when it has none. */
    public String unit(String limit) {
        return rows.stream()
                .filter(row -> row.limit().equals(limit))
                .map(Row::unit)
                .findFirst()
                .orElse("");
    }

    /** @return the same object for every reading that meets the same rows */
    Map<String, Double> resolve(ObservedReading observed) {
        List<String> actual = new ArrayList<>(criteria.size());
        for (int i = 0; i < criteria.size(); i++) {
            String value = actual(criteria.get(i), observed);
            // Values that no row names are alike, and there may be any number of them.
            actual.add(named.get(i).contains(value) ? value : "");
        }
        return resolved.computeIfAbsent(actual, this::resolve);
    }

    private Map<String, Double> resolve(List<String> actual) {
        Map<String, Row> best = new LinkedHashMap<>();
        for (Row row : rows) {
            Row current = best.get(row.limit());
            if (row.applies(actual) && (current == null || row.specificity() > current.specificity())) {
                best.put(row.limit(), row);
            }
        }
        Map<String, Double> limits = new LinkedHashMap<>();
        best.forEach((name, row) -> limits.put(name, row.value()));
        return limits;
    }

    private static String actual(String criterion, ObservedReading observed) {
        @Nullable Object value;
        if (criterion.startsWith("reading.")) {
            value = observed.consented().reading().values().get(criterion.substring("reading.".length()));
        } else {
            value = observed.consented().device().field(criterion.substring("device.".length()));
        }
        return value == null ? "" : value.toString();
    }
}
