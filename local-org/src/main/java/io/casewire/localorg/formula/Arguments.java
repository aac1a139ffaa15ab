package io.casewire.localorg.formula;

import io.casewire.localorg.formula.Formula.Node;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function is called with, each worked out when it is asked for. */
record Arguments(List<Node> nodes, FormulaRecord record) {
    int size() {
        return nodes.size();
    }

    @Nullable
    Object value(int at) {
        return nodes.get(at).evaluate(record);
    }

    String text(int at) {
        return Values.text(value(at));
    }

    BigDecimal number(int at) {
        return Values.number(value(at));
    }

    boolean isTrue(int at) {
        return Values.isTrue(value(at));
    }

    boolean isBlank(int at) {
        return Values.isBlank(value(at));
    }
}
