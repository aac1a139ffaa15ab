package io.casewire.localorg.soql;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.soql.Query.Order;
import io.casewire.localorg.soql.Query.Selected;
import io.github.apexdevtools.apexparser.ApexParser.FieldGroupByContext;
import io.github.apexdevtools.apexparser.ApexParser.FieldNameContext;
import io.github.apexdevtools.apexparser.ApexParser.FieldOrderContext;
import io.github.apexdevtools.apexparser.ApexParser.FromNameListContext;
import io.github.apexdevtools.apexparser.ApexParser.GroupByClauseContext;
import io.github.apexdevtools.apexparser.ApexParser.LimitClauseContext;
import io.github.apexdevtools.apexparser.ApexParser.OrderByClauseContext;
import io.github.apexdevtools.apexparser.ApexParser.QueryContext;
import io.github.apexdevtools.apexparser.ApexParser.SelectEntryContext;
import io.github.apexdevtools.apexparser.ApexParser.SoqlFunctionContext;
import io.github.apexdevtools.apexparser.ApexParser.SoqlIdContext;
import io.github.apexdevtools.apexparser.ApexParser.SubFieldEntryContext;
import io.github.apexdevtools.apexparser.ApexParser.SubQueryContext;
import io.github.apexdevtools.apexparser.ApexParser.WhereClauseContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Turns a parse tree into a {@link Query}; clauses the local org does not answer are refused by name. */
final class QueryReader {
    private static final int MOST_ROWS = Integer.MAX_VALUE;

    private final String text;
    private final ConditionReader conditions = new ConditionReader(this);

    QueryReader(String text) {
        this.text = text;
    }

    Query read(QueryContext tree) {
        refuse(tree.usingScope());
        refuse(tree.withClause());
        refuse(tree.updateList());
        if (tree.forClauses() != null && tree.forClauses().getChildCount() > 0) {
            refuse(tree.forClauses());
        }
        List<Selected> selected = new ArrayList<>();
        for (SelectEntryContext entry : tree.selectList().selectEntry()) {
            selected.add(selected(entry, entry.fieldName(), entry.soqlFunction(), entry.subQuery(), entry.soqlId()));
        }
        return new Query(
                text,
                List.copyOf(selected),
                object(tree.fromNameList()),
                where(tree.whereClause()),
                groups(tree.groupByClause()),
                having(tree.groupByClause()),
                orders(tree.orderByClause()),
                limit(tree.limitClause()),
                tree.offsetClause() == null ? 0 : rows(tree.offsetClause().IntegerLiteral()),
                tree.allRowsClause() != null);
    }

    /** A query inside this one: of children, or of the values of a semi-join. */
    Query read(SubQueryContext tree) {
        refuse(tree.updateList());
        if (tree.forClauses() != null && tree.forClauses().getChildCount() > 0) {
            refuse(tree.forClauses());
        }
        List<Selected> selected = new ArrayList<>();
        for (SubFieldEntryContext entry : tree.subFieldList().subFieldEntry()) {
            Selected item = selected(entry, entry.fieldName(), entry.soqlFunction(), entry.subQuery(), entry.soqlId());
            if (!(item instanceof Selected.Value value) || value.term().function() != Function.NONE) {
                throw QueryErrors.unsupported(entry.getText() + " inside another query");
            }
            selected.add(item);
        }
        return new Query(
                text,
                List.copyOf(selected),
                object(tree.fromNameList()),
                where(tree.whereClause()),
                List.of(),
                null,
                orders(tree.orderByClause()),
                limit(tree.limitClause()),
                0,
                false);
    }

    private static void refuse(@Nullable ParserRuleContext clause) {
        if (clause != null) {
            throw QueryErrors.unsupported(clause);
        }
    }

    private FieldRef object(FromNameListContext tree) {
        if (tree.fieldName().size() > 1) {
            refuse(tree);
        }
        if (!tree.soqlId().isEmpty()) {
            throw QueryErrors.unsupported("The alias " + tree.soqlId(0).getText());
        }
        return field(tree.fieldName(0));
    }

    private @Nullable Condition where(@Nullable WhereClauseContext tree) {
        return tree == null ? null : conditions.read(tree.whereLogicalExpression());
    }

    private Selected selected(
            ParserRuleContext entry,
            @Nullable FieldNameContext field,
            @Nullable SoqlFunctionContext function,
            @Nullable SubQueryContext children,
            @Nullable SoqlIdContext alias) {
        if (children != null) {
            return new Selected.Children(read(children));
        }
        if (function != null && function.FIELDS() != null) {
            return new Selected.Fields(function.soqlFieldsParameter().getText().toUpperCase(Locale.ROOT));
        }
        if (field == null && function == null) {
            throw QueryErrors.unsupported(entry);
        }
        Term term = field != null ? new Term(Function.NONE, field(field)) : term(function);
        return new Selected.Value(term, alias == null ? null : alias.getText());
    }

    Term term(@Nullable SoqlFunctionContext tree) {
        if (tree == null) {
            throw QueryErrors.unsupported("This expression");
        }
        String name = tree.getStart().getText().toUpperCase(Locale.ROOT);
        for (Function function : Function.values()) {
            if (function != Function.NONE && function.name().equals(name)) {
                return new Term(function, argument(tree, function));
            }
        }
        throw QueryErrors.unsupported(tree);
    }

    private @Nullable FieldRef argument(SoqlFunctionContext tree, Function function) {
        FieldNameContext field = tree.fieldName();
        if (field == null && tree.dateFieldName() != null) {
            if (tree.dateFieldName().CONVERT_TIMEZONE() != null) {
                throw QueryErrors.unsupported(tree);
            }
            field = tree.dateFieldName().fieldName();
        }
        if (field == null && function != Function.COUNT) {
            throw QueryErrors.unsupported(tree);
        }
        return field == null ? null : field(field);
    }

    FieldRef field(FieldNameContext name) {
        return new FieldRef(
                name.soqlId().stream().map(ParserRuleContext::getText).toList(),
                name.getStart().getLine(),
                name.getStart().getCharPositionInLine());
    }

    private List<Term> groups(@Nullable GroupByClauseContext tree) {
        if (tree == null) {
            return List.of();
        }
        if (tree.ROLLUP() != null || tree.CUBE() != null) {
            throw QueryErrors.unsupported("GROUP BY ROLLUP and CUBE");
        }
        List<Term> groups = new ArrayList<>();
        for (FieldGroupByContext group : tree.fieldGroupByList().fieldGroupBy()) {
            groups.add(
                    group.fieldName() != null
                            ? new Term(Function.NONE, field(group.fieldName()))
                            : term(group.soqlFunction()));
        }
        return groups;
    }

    private @Nullable Condition having(@Nullable GroupByClauseContext tree) {
        return tree == null || tree.logicalExpression() == null ? null : conditions.read(tree.logicalExpression());
    }

    private List<Order> orders(@Nullable OrderByClauseContext tree) {
        List<Order> orders = new ArrayList<>();
        if (tree != null) {
            for (FieldOrderContext order : tree.fieldOrderList().fieldOrder()) {
                Term term = order.fieldName() != null
                        ? new Term(Function.NONE, field(order.fieldName()))
                        : term(order.soqlFunction());
                boolean descending = order.DESC() != null;
                boolean nullsLast = order.NULLS() == null ? descending : order.LAST() != null;
                orders.add(new Order(term, descending, nullsLast));
            }
        }
        return orders;
    }

    private static int limit(@Nullable LimitClauseContext tree) {
        return tree == null ? -1 : rows(tree.IntegerLiteral());
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
