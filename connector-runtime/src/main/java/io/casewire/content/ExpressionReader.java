package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.mapping.Expression;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the expressions of one file; one that cannot be read is reported, and gives nothing. */
record ExpressionReader(YamlFile file, Consumer<Finding> findings) {
    private static final Expression NOTHING = Expression.parse("null");

    Expression read(JsonNode node, String pointer) {
        try {
            return Expression.parse(node.isTextual() ? node.textValue() : node.toString());
        } catch (IllegalArgumentException e) {
            findings.accept(new Finding(FindingCode.CONTENT_EXPRESSION, file.place(pointer), e.getMessage() + "."));
            return NOTHING;
        }
    }

    /** @return null where the file does not have it */
    @Nullable
    Expression optional(String name) {
        JsonNode node = file.root().path(name);
        return node.isMissingNode() || node.isNull() ? null : read(node, "/" + name);
    }
}
