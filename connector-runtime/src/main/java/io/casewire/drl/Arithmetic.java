package io.casewire.drl;

import java.util.List;
import java.util.Map;
import java.util.Set;
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
