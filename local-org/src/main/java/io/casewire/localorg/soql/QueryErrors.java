package io.casewire.localorg.soql;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;

/** The messages of refused queries: a piece of the query, a caret under the place, row and column, and what is wrong. */
final class QueryErrors {
    private static final int BEFORE = 40;
    private static final int AFTER = 40;

    private QueryErrors() {}

    static ApiException unexpected(String query, int line, int column, String found) {
        return new ApiException(
                StatusCode.MALFORMED_QUERY, place(query, line, column) + "unexpected token: '" + found + "'");
    }

    static ApiException unsupported(String what) {
        return new ApiException(StatusCode.MALFORMED_QUERY, what + " is not supported by the local org");
    }

    /** @param tree what is not known, which is quoted as it stands in the query */
    static ApiException unsupported(ParserRuleContext tree) {
        int from = tree.getStart().getStartIndex();
        int to = tree.getStop() == null ? from : Math.max(from, tree.getStop().getStopIndex());
        return unsupported(tree.getStart().getInputStream().getText(Interval.of(from, to)));
    }

    static ApiException noSuchColumn(String query, FieldRef field, String name, String object) {
        return new ApiException(
                StatusCode.INVALID_FIELD,
                place(query, field.line(), field.column()) + "No such column '" + name + "' on entity '" + object
                        + "'. If you are attempting to use a custom field, be sure to append the '__c' after the custom"
                        + " field name. Please reference your WSDL or the describe call for the appropriate names.");
    }

    static ApiException noSuchRelationship(String query, FieldRef field, String name, String object) {
        return new ApiException(
                StatusCode.INVALID_FIELD,
                place(query, field.line(), field.column()) + "Didn't understand relationship '" + name
                        + "' in field path of entity '" + object + "'.");
    }

    static ApiException wrongFilter(String query, FieldRef field, String message) {
        return new ApiException(StatusCode.INVALID_FIELD, place(query, field.line(), field.column()) + message);
    }

    private static String place(String query, int line, int column) {
        String[] lines = query.split("\n", -1);
        String text = line <= lines.length ? lines[line - 1] : "";
        int from = Math.max(0, Math.min(column, text.length()) - BEFORE);
        int to = Math.min(text.length(), column + AFTER);
        return "\n" + text.substring(from, Math.max(from, to)) + "\n" + " ".repeat(Math.max(0, column - from))
                + "^\nERROR at Row:" + line + ":Column:" + (column + 1) + "\n";
    }
}
