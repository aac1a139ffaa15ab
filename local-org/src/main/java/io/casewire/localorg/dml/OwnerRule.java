package io.casewire.localorg.dml;

import io.casewire.localorg.formula.Formula;
import java.util.List;
import java.util.Locale;

/**
 * One entry of an assignment rule: which records it takes, and who gets them.
 *
 * @param criteria all have to hold; empty when a formula decides, or everything fits
 * @param formula empty for none
 * @param assignedTo a username, or a queue's developer name
 * @param assignedToType {@code User} or {@code Queue}
 */
public record OwnerRule(List<Criterion> criteria, String formula, String assignedTo, String assignedToType) {

    /** One comparison of a field. */
    public record Criterion(String field, String operation, String value) {
        boolean holds(SavedRecord record) {
            Object held = record.value(field);
            String text = held == null ? "" : held.toString().toLowerCase(Locale.ROOT);
            String wanted = value.toLowerCase(Locale.ROOT);
            return switch (operation) {
                case "equals" -> List.of(wanted.split(",", -1)).contains(text);
                case "notEqual" -> !List.of(wanted.split(",", -1)).contains(text);
                case "contains" -> text.contains(wanted);
                default -> text.startsWith(wanted);
            };
        }
    }

    boolean takes(SavedRecord record) {
        return formula.isEmpty()
                ? criteria.stream().allMatch(criterion -> criterion.holds(record))
                : Boolean.TRUE.equals(Formula.compile(formula).evaluate(record));
    }
}
