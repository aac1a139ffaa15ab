package io.casewire.drl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.base.base.ValueResolver;
import org.drools.base.definitions.rule.impl.RuleImpl;
import org.drools.base.rule.Declaration;
import org.drools.base.rule.consequence.Consequence;
import org.drools.core.rule.consequence.KnowledgeHelper;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/**
 * The then-part of a rule: one call of the reporter, with texts and what the rule's patterns are bound to. Drools would have a
 * Java compiler make a class of it, which takes nearly as long as all else that a rule needs.
 */
final class ReportCall implements Consequence<KnowledgeHelper> {
    private static final Pattern CALL = Pattern.compile("\\s*\\w+\\.(\\w+)\\((.*)\\)\\s*;\\s*", Pattern.DOTALL);
    /** A text without escapes, or the name of a variable. */
    private static final Pattern ARGUMENT =
            Pattern.compile("\\s*(?:\"([^\"\\\\]*)\"|(?!(?:null|true|false)\\b)([$\\p{L}_][$\\w]*))\\s*(,|$)");

    private final String reporterName;
    private final Method method;
    private final List<Argument> arguments;

    private ReportCall(String reporterName, Method method, List<Argument> arguments) {
        this.reporterName = reporterName;
        this.method = method;
        this.arguments = arguments;
    }

    /** A call as it is written. */
    record Written(String method, List<Argument> arguments) {
        /**
         * Takes the call out of a rule, so that nobody compiles it.
         *
         * @return null where it stays, since only a compiler understands the rule
         */
        static @Nullable Written takeFrom(RuleDescr rule) {
            Written written = isOfPatterns(rule.getLhs()) ? parse(String.valueOf(rule.getConsequence())) : null;
            if (written != null) {
                // In its other dialect Drools makes a class even of nothing, and puts it in the place of what is set
                // later.
                rule.addAttribute(new AttributeDescr("dialect", "mvel"));
                rule.setConsequence("true");
            }
            return written;
        }

        /** What patterns say is the same in both dialects, but for evals. */
        private static boolean isOfPatterns(BaseDescr descr) {
            if (descr instanceof PatternDescr pattern) {
                return pattern.getSource() == null
                        && pattern.getDescrs().stream()
                                .noneMatch(it -> it.getText().contains("eval"));
            }
            return descr instanceof ConditionalElementDescr group
                    && group.getDescrs().stream().allMatch(it -> isOfPatterns((BaseDescr) it));
        }

        private static @Nullable Written parse(String text) {
            Matcher call = CALL.matcher(text);
            if (!call.matches()) {
                return null;
            }
            List<Argument> arguments = new ArrayList<>();
            String rest = call.group(2);
            Matcher argument = ARGUMENT.matcher(rest);
            boolean more = !rest.isBlank();
            for (int at = 0; more; at = argument.end()) {
                argument.region(at, rest.length());
                if (!argument.lookingAt()) {
                    return null;
                }
                arguments.add(new Argument(argument.group(1), argument.group(2)));
                more = !argument.group(3).isEmpty();
            }
            return new Written(call.group(1), arguments);
        }

        /**
         * @param rule that joins no base yet; it is told what the call needs
         * @return null where the reporter has no such method, or a variable is bound to nothing
         */
        @Nullable
        ReportCall of(RuleImpl rule, Class<? extends Reporter> reporter, String reporterName) {
            Map<String, Declaration> bound = rule.getLhs().getOuterDeclarations();
            for (Method each : reporter.getMethods()) {
                if (each.getName().equals(method) && takes(each, bound)) {
                    // The reporter is ours; without this every call checks whether the caller may.
                    each.setAccessible(true);
                    rule.setRequiredDeclarationsForConsequence(
                            RuleImpl.DEFAULT_CONSEQUENCE_NAME,
                            arguments.stream()
                                    .map(Argument::variable)
                                    .filter(Objects::nonNull)
                                    .toArray(String[]::new));
                    return new ReportCall(reporterName, each, arguments);
                }
            }
            return null;
        }

        private boolean takes(Method each, Map<String, Declaration> bound) {
            Class<?>[] types = each.getParameterTypes();
            if (!each.isVarArgs() && types.length != arguments.size()) {
                return false;
            }
            for (int i = 0; i < arguments.size(); i++) {
                Class<?> given = arguments.get(i).type(bound);
                Class<?> wanted = each.isVarArgs() ? Object.class : types[i];
                if (given == null || !(wanted == Object.class || wanted.isAssignableFrom(given))) {
                    return false;
                }
            }
            return !each.isVarArgs() || (types.length == 1 && types[0] == Object[].class);
        }
    }

    /** One of the two. */
    private record Argument(@Nullable String text, @Nullable String variable) {
        @Nullable
        Class<?> type(Map<String, Declaration> bound) {
            if (variable == null) {
                return String.class;
            }
            Declaration declaration = bound.get(variable);
            return declaration == null ? null : declaration.getDeclarationClass();
        }
    }

    @Override
    public String getName() {
        return RuleImpl.DEFAULT_CONSEQUENCE_NAME;
    }

    @Override
    public void evaluate(KnowledgeHelper helper, ValueResolver session) throws Exception {
        Declaration[] bound = helper.getRequiredDeclarations();
        Object[] values = new Object[arguments.size()];
        int variables = 0;
        for (int i = 0; i < values.length; i++) {
            Argument argument = arguments.get(i);
            values[i] = argument.variable() == null ? argument.text() : helper.get(bound[variables++]);
        }
        try {
            method.invoke(session.getGlobal(reporterName), method.isVarArgs() ? new Object[] {values} : values);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
