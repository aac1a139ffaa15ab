package io.casewire.localorg.formula;

import io.casewire.localorg.formula.Formula.Node;
import io.casewire.localorg.formula.Formula.Reference;
import io.casewire.localorg.formula.Formula.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The formula functions this org knows. */
final class Functions {
    private static final int ANY = Integer.MAX_VALUE;
    private static final Map<String, Known> ALL = new HashMap<>();

    private record Known(int fewest, int most, Maker maker) {}

    /** Makes a call of a function out of its arguments, and refuses those it cannot take. */
    @FunctionalInterface
    private interface Maker {
        Node of(List<Node> arguments);
    }

    /** What a function makes of its arguments' values. */
    @FunctionalInterface
    private interface Body {
        @Nullable
        Object of(Arguments in);
    }

    static {
        define("TRUE", 0, 0, in -> true);
        define("FALSE", 0, 0, in -> false);
        define("AND", 1, ANY, in -> IntStream.range(0, in.size()).allMatch(in::isTrue));
        define("OR", 1, ANY, in -> IntStream.range(0, in.size()).anyMatch(in::isTrue));
        define("NOT", 1, 1, in -> !in.isTrue(0));
        define("IF", 3, 3, in -> in.value(in.isTrue(0) ? 1 : 2));
        make("CASE", 4, ANY, Functions::caseOf);
        define("ISBLANK", 1, 1, in -> in.isBlank(0));
        define("ISNULL", 1, 1, in -> in.isBlank(0));
        define("BLANKVALUE", 2, 2, in -> in.value(in.isBlank(0) ? 1 : 0));
        define("NULLVALUE", 2, 2, in -> in.value(in.isBlank(0) ? 1 : 0));
        define("ISPICKVAL", 2, 2, in -> Values.compare("=", in.value(0), in.value(1)));
        define("INCLUDES", 2, 2, in -> List.of(in.text(0).split(";")).contains(in.text(1)));

        define("ISNEW", 0, 0, in -> in.record().isNew());
        make("ISCHANGED", 1, 1, Functions::isChanged);
        make("PRIORVALUE", 1, 1, Functions::priorValue);

        define("TEXT", 1, 1, in -> in.text(0));
        define("LEN", 1, 1, in -> BigDecimal.valueOf(in.text(0).length()));
        define("UPPER", 1, 1, in -> in.text(0).toUpperCase(Locale.ROOT));
        define("LOWER", 1, 1, in -> in.text(0).toLowerCase(Locale.ROOT));
        define("TRIM", 1, 1, in -> in.text(0).strip());
        define("LEFT", 2, 2, in -> in.text(0).substring(0, within(in)));
        define("RIGHT", 2, 2, in -> in.text(0).substring(in.text(0).length() - within(in)));
        define("CONTAINS", 2, 2, in -> in.text(0).contains(in.text(1)));
        define("BEGINS", 2, 2, in -> in.text(0).startsWith(in.text(1)));
        define("SUBSTITUTE", 3, 3, in -> in.text(0).replace(in.text(1), in.text(2)));
        make("REGEX", 2, 2, Functions::regex);

        define("VALUE", 1, 1, in -> Values.number(in.text(0)));
        define("ABS", 1, 1, in -> in.number(0).abs());
        define("ROUND", 2, 2, in -> Values.round(in.number(0), in.number(1)));
        define("FLOOR", 1, 1, in -> in.number(0).setScale(0, RoundingMode.FLOOR));
        define("CEILING", 1, 1, in -> in.number(0).setScale(0, RoundingMode.CEILING));
        define("MOD", 2, 2, Functions::remainder);
        define("MIN", 1, ANY, in -> reduce(in, BigDecimal::min));
        define("MAX", 1, ANY, in -> reduce(in, BigDecimal::max));

        define("NOW", 0, 0, in -> in.record().now());
        define("TODAY", 0, 0, in -> Values.date(in.record().now()));
        define("DATE", 3, 3, Functions::date);
        define("DATEVALUE", 1, 1, in -> Values.date(in.value(0)));
        define("YEAR", 1, 1, in -> part(in, LocalDate::getYear));
        define("MONTH", 1, 1, in -> part(in, LocalDate::getMonthValue));
        define("DAY", 1, 1, in -> part(in, LocalDate::getDayOfMonth));
    }

    private Functions() {}

    private static void define(String name, int fewest, int most, Body body) {
        make(name, fewest, most, arguments -> record -> body.of(new Arguments(arguments, record)));
    }

    private static void make(String name, int fewest, int most, Maker maker) {
        ALL.put(name, new Known(fewest, most, maker));
    }

    /** @throws FormulaException when there is no such function, or it takes other arguments */
    static Node call(String name, List<Node> arguments) {
        Known known = ALL.get(name);
        if (known == null) {
            throw new FormulaException("Function " + name + " is not supported by the local org");
        }
        if (arguments.size() < known.fewest || arguments.size() > known.most) {
            throw wrongNumber(name, known.fewest + (known.most == ANY ? " or more" : ""), arguments);
        }
        return known.maker.of(arguments);
    }

    private static FormulaException wrongNumber(String name, String expected, List<Node> arguments) {
        return new FormulaException("Incorrect number of parameters for function '" + name + "()'. Expected " + expected
                + ", received " + arguments.size());
    }

    private static Node isChanged(List<Node> arguments) {
        String field = field("ISCHANGED", arguments);
        return record -> !record.isNew() && !Objects.equals(record.value(field), record.prior(field));
    }

    private static Node priorValue(List<Node> arguments) {
        String field = field("PRIORVALUE", arguments);
        return record -> record.prior(field);
    }

    private static String field(String name, List<Node> arguments) {
        if (arguments.get(0) instanceof Reference reference) {
            return reference.name();
        }
        throw new FormulaException("The parameter of function '" + name + "()' has to be a field");
    }

    /** {@code CASE(expression, value, result, …, otherwise)}. */
    private static Node caseOf(List<Node> arguments) {
        if (arguments.size() % 2 != 0) {
            throw wrongNumber("CASE", "4 or more", arguments);
        }
        return record -> cases(new Arguments(arguments, record));
    }

    private static @Nullable Object cases(Arguments in) {
        Object value = in.value(0);
        for (int i = 1; i < in.size() - 1; i += 2) {
            if (Values.compare("=", value, in.value(i))) {
                return in.value(i + 1);
            }
        }
        return in.value(in.size() - 1);
    }

    private static int within(Arguments in) {
        return Math.max(0, Math.min(in.text(0).length(), in.number(1).intValue()));
    }

    private static Node regex(List<Node> arguments) {
        if (!(arguments.get(1) instanceof Text text)) {
            throw new FormulaException("The local org takes a pattern of REGEX() that stands in the formula as text");
        }
        try {
            Pattern pattern = Pattern.compile(text.text());
            return record -> pattern.matcher(Values.text(arguments.get(0).evaluate(record)))
                    .matches();
        } catch (PatternSyntaxException e) {
            throw new FormulaException("The pattern of REGEX() is wrong: " + e.getDescription());
        }
    }

    private static @Nullable BigDecimal remainder(Arguments in) {
        BigDecimal by = in.number(1);
        return by.signum() == 0 ? null : in.number(0).remainder(by);
    }

    private static BigDecimal reduce(Arguments in, BinaryOperator<BigDecimal> choice) {
        return IntStream.range(0, in.size()).mapToObj(in::number).reduce(choice).orElseThrow();
    }

    private static @Nullable LocalDate date(Arguments in) {
        try {
            return LocalDate.of(
                    in.number(0).intValue(),
                    in.number(1).intValue(),
                    in.number(2).intValue());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable BigDecimal part(Arguments in, Function<LocalDate, Integer> part) {
        LocalDate date = Values.date(in.value(0));
        return date == null ? null : BigDecimal.valueOf(part.apply(date));
    }
}
