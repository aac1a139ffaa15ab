package io.casewire.localorg.soql;

import io.casewire.localorg.fault.ApiException;
import io.casewire.localorg.fault.StatusCode;
import io.casewire.localorg.soql.Query.Count;
import io.casewire.localorg.soql.Query.Order;
import io.github.apexdevtools.apexparser.ApexParser.FieldNameContext;
import io.github.apexdevtools.apexparser.ApexParser.FieldOrderContext;
import io.github.apexdevtools.apexparser.ApexParser.QueryContext;
import io.github.apexdevtools.apexparser.ApexParser.SelectEntryContext;
import io.github.apexdevtools.apexparser.ApexParser.SoqlFunctionContext;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Turns a parse tree into a {@link Query}; clauses the local org does not answer are refused by name. */
final class QueryReader {
    private static final int MOST_ROWS = Integer.MAX_VALUE;

    private final String text;

    QueryReader(String text) {
        this.text = text;
    }

    Query read(QueryContext tree) {
        refuseUnsupported(tree);
        List<SelectEntryContext> entries = tree.selectList().selectEntry();
        Count count = entries.size() == 1 ? count(entries.get(0)) : null;
        return new Query(
                text,
                count != null ? List.of() : fields(entries),
                count,
                field(tree.fromNameList().fieldName(0)),
                tree.whereClause() == null
                        ? null
                        : new ConditionReader(this).read(tree.whereClause().whereLogicalExpression()),
                orders(tree),
                tree.limitClause() == null ? -1 : rows(tree.limitClause().IntegerLiteral()),
                tree.offsetClause() == null ? 0 : rows(tree.offsetClause().IntegerLiteral()),
                tree.allRowsClause() != null);
    }

    private void refuseUnsupported(QueryContext tree) {
        refuse(tree.usingScope());
        refuse(tree.withClause());
        refuse(tree.groupByClause());
        refuse(tree.updateList());
        if (tree.forClauses() != null && tree.forClauses().getChildCount() > 0) {
            refuse(tree.forClauses());
        }
        if (tree.fromNameList().fieldName().size() > 1) {
            refuse(tree.fromNameList());
        }
        if (!tree.fromNameList().soqlId().isEmpty()) {
            throw QueryErrors.unsupported(
                    "The alias " + tree.fromNameList().soqlId(0).getText());
        }
    }

    private static void refuse(@Nullable ParserRuleContext clause) {
        if (clause != null) {
            throw QueryErrors.unsupported(clause.getText());
        }
    }

    private @Nullable Count count(SelectEntryContext entry) {
        SoqlFunctionContext function = entry.soqlFunction();
        if (function == null || function.COUNT() == null) {
            return null;
        }
        FieldRef field = function.fieldName() == null ? null : field(function.fieldName());
        return new Count(
                field, entry.soqlId() == null ? "expr0" : entry.soqlId().getText());
    }

    private List<FieldRef> fields(List<SelectEntryContext> entries) {
        List<FieldRef> fields = new ArrayList<>();
        for (SelectEntryContext entry : entries) {
            if (entry.fieldName() == null) {
                throw QueryErrors.unsupported(entry.getText());
            }
            if (entry.soqlId() != null) {
                throw new ApiException(
                        StatusCode.MALFORMED_QUERY,
                        "only aggregate expressions use field aliasing: "
                                + entry.soqlId().getText());
            }
            fields.add(field(entry.fieldName()));
        }
        return fields;
    }

    FieldRef field(FieldNameContext name) {
        return new FieldRef(
                name.soqlId().stream().map(ParserRuleContext::getText).toList(),
                name.getStart().getLine(),
                name.getStart().getCharPositionInLine());
    }

    private List<Order> orders(QueryContext tree) {
        List<Order> orders = new ArrayList<>();
        if (tree.orderByClause() != null) {
            for (FieldOrderContext order : tree.orderByClause().fieldOrderList().fieldOrder()) {
                if (order.fieldName() == null) {
                    throw QueryErrors.unsupported(order.getText());
                }
                boolean descending = order.DESC() != null;
                boolean nullsLast = order.NULLS() == null ? descending : order.LAST() != null;
                orders.add(new Order(field(order.fieldName()), descending, nullsLast));
            }
        }
        return orders;
    }

    private static int rows(@Nullable TerminalNode number) {
        if (number == null) {
            throw QueryErrors.unsupported("A bind variable");
        }
        try {
            return Math.min(Integer.parseInt(number.getText()), MOST_ROWS);
        } catch (NumberFormatException e) {
            throw new ApiException(StatusCode.MALFORMED_QUERY, "row count out of range: " + number.getText());
        }
    }
}
