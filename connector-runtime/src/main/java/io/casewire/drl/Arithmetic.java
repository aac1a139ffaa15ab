package io.casewire.drl;

import io.casewire.drl.FactShape.FieldType;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;

/**
 * Rewrites constraints that calculate, so that Drools compiles them.
 *
 * <p>{@code toolWear * torque > limit} is turned around by Drools, and its calculation then interpreted for every fact:
 * three times slower, and with 250 bytes of garbage each time. {@code $r.toolWear * $r.torque > $r.limit} means the same
 * and becomes bytecode.
 */
final class Arithmetic {
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern NAME = Pattern.compile(TEXT.pattern() + "|(?<![\\w$.])[A-Za-z_]\\w*");
    private static final Pattern CALCULATES = Pattern.compile("[-+*/%]");
    private static final Pattern OPERAND = Pattern.compile("(?<![\\w$.])[A-Za-z_]\\w*(?:\\.\\w+)*");
    /** A plus may as well join texts. */
    private static final Pattern AFTER = Pattern.compile("\\s*[-*/%]");

    private static final Pattern BEFORE = Pattern.compile("[-*/%]\\s*$");
    private static final Pattern BINDS = Pattern.compile(":");

    private final Map<String, Set<String>> fields;
    private int bound;

    private Arithmetic(List<FactShape> shapes) {
        fields = shapes.stream().collect(Collectors.toMap(FactShape::name, FactShape::flatFields));
    }

    /** @param rules with flattened fields */
    static void qualify(PackageDescr rules, List<FactShape> shapes) {
        Arithmetic arithmetic = new Arithmetic(shapes);
        rules.getRules().forEach(rule -> arithmetic.visit(rule.getLhs()));
    }

    /** Drools takes whatever stands there for a number, and finds out with the first reading. @param rules as written */
    static void check(PackageDescr rules, List<FactShape> shapes, RuleFile file, Consumer<Finding> findings) {
        Map<String, FactShape> byName = shapes.stream().collect(Collectors.toMap(FactShape::name, shape -> shape));
        rules.getRules().forEach(rule -> check(rule.getLhs(), byName, file, findings));
    }

    private static void check(
            BaseDescr descr, Map<String, FactShape> shapes, RuleFile file, Consumer<Finding> findings) {
        if (descr instanceof PatternDescr pattern) {
            FactShape shape = shapes.get(pattern.getObjectType());
            if (shape != null) {
                pattern.getDescrs().forEach(constraint -> check(constraint, shape, file, findings));
            }
        } else if (descr instanceof ConditionalElementDescr group) {
            group.getDescrs().forEach(each -> check(each, shapes, file, findings));
        }
    }

    private static void check(BaseDescr constraint, FactShape shape, RuleFile file, Consumer<Finding> findings) {
        if (!(constraint instanceof ExprConstraintDescr expression)) {
            return;
        }
        String bare = TEXT.matcher(expression.getExpression()).replaceAll("\"\"");
        Matcher place = OPERAND.matcher(bare);
        while (place.find()) {
            FieldType type = shape.typeOf(place.group());
            if (type != null && type != FieldType.NUMBER && calculates(bare, place)) {
                findings.accept(new Finding(
                        FindingCode.RULE_SYNTAX,
                        file.placeOf(place.group(), expression.getLine()),
                        "'" + place.group() + "' is no number to calculate with."));
            }
        }
    }

    private static boolean calculates(String expression, Matcher operand) {
        return AFTER.matcher(expression)
                        .region(operand.end(), expression.length())
                        .lookingAt()
                || BEFORE.matcher(expression.substring(0, operand.start())).find();
    }

    private void visit(BaseDescr descr) {
        if (descr instanceof PatternDescr pattern) {
            Set<String> own = fields.get(pattern.getObjectType());
            if (own != null) {
                pattern.getDescrs().forEach(constraint -> qualify(pattern, constraint, own));
            }
        } else if (descr instanceof ConditionalElementDescr group) {
            group.getDescrs().forEach(this::visit);
        }
    }

    private void qualify(PatternDescr pattern, BaseDescr constraint, Set<String> own) {
        if (constraint instanceof ExprConstraintDescr expression) {
            String bare = TEXT.matcher(expression.getExpression()).replaceAll("");
            if (CALCULATES.matcher(bare).find() && !BINDS.matcher(bare).find()) {
                if (pattern.getIdentifier() == null) {
                    pattern.setIdentifier("$fact" + ++bound);
                }
                String prefix = pattern.getIdentifier() + ".";
                expression.setExpression(NAME.matcher(expression.getExpression())
                        .replaceAll(match -> Matcher.quoteReplacement(
                                own.contains(match.group()) ? prefix + match.group() : match.group())));
            }
        }
    }
}
