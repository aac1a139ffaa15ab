package io.casewire.drl;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * Finds the fields a rule reads, without running it.
 *
 * <p>That list is what makes a condition three-valued: where one of the fields is missing the rule is neither true nor
 * false. It errs on the side of reading too much, so a rule can be unknown too often but never wrongly false.
 */
final class ReadFields {
    /** A name, and what is asked of it: {@code limits.minTorque} or a bare {@code torque}. */
    private static final Pattern NAME = Pattern.compile("(\\$?[A-Za-z_]\\w*)(?:\\s*\\.\\s*([A-Za-z_]\\w*))?");

    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"|'[^']*'");

    private final Map<String, FactShape> shapes;
    private final Map<String, FactShape> bound = new HashMap<>();
    private final Set<String> facts = new TreeSet<>();
    private final Set<String> reads = new TreeSet<>();

    private ReadFields(List<FactShape> shapes) {
        this.shapes = shapes.stream().collect(Collectors.toMap(FactShape::name, shape -> shape));
    }

    static RuleDescription describe(RuleDescr rule, RuleFile file, List<FactShape> shapes) {
        ReadFields fields = new ReadFields(shapes);
        fields.visit(rule.getLhs());
        Map<String, String> annotations = new LinkedHashMap<>();
        for (AnnotationDescr annotation : rule.getAnnotations()) {
            annotations.put(annotation.getName(), unquote(String.valueOf(annotation.getSingleValue())));
        }
        return new RuleDescription(
                rule.getName(), file.placeOf("rule", rule.getLine()), annotations, fields.facts, fields.reads);
    }

    private void visit(BaseDescr descr) {
        if (descr instanceof PatternDescr pattern) {
            FactShape shape = shapes.get(pattern.getObjectType());
            if (shape != null) {
                facts.add(shape.name());
                if (pattern.getIdentifier() != null) {
                    bound.put(pattern.getIdentifier(), shape);
                }
                pattern.getDescrs().forEach(constraint -> read(constraint, shape));
            }
        } else if (descr instanceof ConditionalElementDescr group) {
            group.getDescrs().forEach(this::visit);
        }
    }

    private void read(BaseDescr constraint, FactShape shape) {
        if (constraint instanceof ExprConstraintDescr expression) {
            Matcher matcher =
                    NAME.matcher(TEXT.matcher(expression.getExpression()).replaceAll(" "));
            while (matcher.find()) {
                String first = matcher.group(1);
                String second = matcher.group(2);
                FactShape other = shape.parts().getOrDefault(first, bound.get(first));
                if (shape.fields().containsKey(first)) {
                    reads.add(shape.name() + "." + first);
                } else if (other != null && second != null && other.fields().containsKey(second)) {
                    reads.add(other.name() + "." + second);
                }
            }
        }
    }

    private static String unquote(String text) {
        String trimmed = text.strip();
        boolean quoted = trimmed.length() >= 2 && trimmed.startsWith("\"") && trimmed.endsWith("\"");
        return quoted ? trimmed.substring(1, trimmed.length() - 1) : trimmed;
    }
}
