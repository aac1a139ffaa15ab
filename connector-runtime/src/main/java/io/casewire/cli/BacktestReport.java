package io.casewire.cli;

import io.casewire.delivery.OutboxSettings;
import io.casewire.model.Severity;
import io.casewire.stream.Json;
import io.casewire.trial.CaseComparison;
import io.casewire.trial.CaseComparison.Changed;
import io.casewire.trial.Decided;
import io.casewire.trial.DecidedCase;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a content makes of readings, beside what another makes of them: for people, for a pull request, and for programs.
 *
 * @param then null when there is nothing to compare with
 * @param falseAlarms those episodes of then whose Case people called a false alarm
 */
record BacktestReport(
        @Nullable Side then, Side now, CaseComparison comparison, Set<String> falseAlarms, Duration took) {
    private static final int SHOWN = 20;

    /**
     * @param name what people call the content
     * @param apiCalls that it would have taken, from an org that refuses nothing
     */
    record Side(String name, Decided decided, long apiCalls) {

        static Side of(String name, Decided decided, OutboxSettings settings) {
            return new Side(name, decided, decided.apiCalls(settings));
        }
    }

    static BacktestReport of(@Nullable Side then, Side now, Set<String> falseAlarms, Duration took) {
        CaseComparison comparison = then == null
                ? new CaseComparison(List.of(), List.of(), List.of())
                : CaseComparison.of(then.decided().cases(), now.decided().cases());
        Set<String> ofThen = new TreeSet<>(falseAlarms);
        ofThen.retainAll(
                then == null
                        ? Set.of()
                        : then.decided().cases().stream()
                                .map(DecidedCase::episode)
                                .collect(Collectors.toSet()));
        return new BacktestReport(then, now, comparison, ofThen, took);
    }

    void print(PrintWriter out) {
        Decided decided = now.decided();
        out.printf(
                Locale.ROOT,
                "%,d readings from %s to %s, decided in %.1f s%n",
                decided.readings(),
                decided.first(),
                decided.last(),
                took.toMillis() / 1000.0);
        out.printf("%-24s %16s%s%n", "", then == null ? "" : then.name(), column(now.name()));
        rows().forEach((name, row) -> out.printf("%-24s %16s%s%n", name, row.get(0), column(row.get(1))));
        if (then != null) {
            out.println(summary());
            lines().forEach(line -> out.println(line.mark() + " " + line.text()));
        }
    }

    private static String column(String text) {
        return String.format(" %16s", text);
    }

    void printMarkdown(PrintWriter out) {
        Decided decided = now.decided();
        out.printf(Locale.ROOT, "%,d readings from %s to %s%n%n", decided.readings(), decided.first(), decided.last());
        out.printf("| | %s%s |%n", then == null ? "" : then.name() + " | ", now.name());
        out.println(then == null ? "|---|---:|" : "|---|---:|---:|");
        rows().forEach((name, row) ->
                out.printf("| %s | %s%s |%n", name.strip(), then == null ? "" : row.get(0) + " | ", row.get(1)));
        if (then != null) {
            out.printf("%n%s%n", summary());
            List<Line> lines = lines();
            if (!lines.isEmpty()) {
                out.printf("%n| | Case |%n|---|---|%n");
            }
            lines.forEach(line -> out.println("| " + line.word() + " | " + cell(line.text()) + " |"));
        }
    }

    /** A Case that comes out otherwise. @param mark what it is, in one character */
    private record Line(String mark, String word, String text) {}

    /** The first of each kind. */
    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        comparison.added().stream().limit(SHOWN).forEach(it -> lines.add(new Line("+", "new", words(it))));
        comparison.gone().stream().limit(SHOWN).forEach(it -> lines.add(new Line("-", "gone", words(it))));
        comparison.changed().stream().limit(SHOWN).forEach(it -> lines.add(new Line("~", "otherwise", words(it))));
        return lines;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /** The figure then, which is empty where there is none, and the figure now, by what they count. */
    private Map<String, List<String>> rows() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        row(rows, "Cases", it -> it.cases().size());
        for (Severity severity : severities()) {
            row(rows, "  " + severity.label(), it -> it.casesBySeverity().getOrDefault(severity, 0L));
        }
        row(rows, "records wanted", Decided::wanted);
        Set<String> mappings = new TreeSet<>(now.decided().writes().keySet());
        if (then != null) {
            mappings.addAll(then.decided().writes().keySet());
        }
        for (String mapping : mappings) {
            row(rows, "  " + mapping, it -> it.writes().getOrDefault(mapping, 0L));
        }
        row(rows, "API calls, about", then == null ? 0 : then.apiCalls(), now.apiCalls());
        row(rows, "commands", Decided::commands);
        row(rows, "dead letters", Decided::deadLetters);
        Set<String> signals = new TreeSet<>(now.decided().state().keySet());
        if (then != null) {
            signals.addAll(then.decided().state().keySet());
        }
        if (!signals.isEmpty()) {
            rows.put("bytes of state a device", List.of("", ""));
        }
        for (String signal : signals) {
            row(rows, "  " + signal, it -> bytes(it, signal));
        }
        return rows;
    }

    private static long bytes(Decided decided, String signal) {
        LongSummaryStatistics sizes = decided.state().get(signal);
        return sizes == null ? 0 : Math.round(sizes.getAverage());
    }

    /** The worst first. */
    private List<Severity> severities() {
        Set<Severity> found = new TreeSet<>(now.decided().casesBySeverity().keySet());
        if (then != null) {
            found.addAll(then.decided().casesBySeverity().keySet());
        }
        List<Severity> worstFirst = new ArrayList<>(found);
        worstFirst.sort(Comparator.reverseOrder());
        return worstFirst;
    }

    private interface Figure {
        long of(Decided decided);
    }

    private void row(Map<String, List<String>> rows, String name, Figure figure) {
        row(rows, name, then == null ? 0 : figure.of(then.decided()), figure.of(now.decided()));
    }

    private void row(Map<String, List<String>> rows, String name, long before, long after) {
        String shown = then == null ? "" : String.format(Locale.ROOT, "%,d", before);
        rows.put(name, List.of(shown, String.format(Locale.ROOT, "%,d", after)));
    }

    private String summary() {
        long called = falseAlarmsGone();
        long stay = falseAlarms.size() - called;
        return String.format(
                Locale.ROOT,
                "Cases: %,d new, %,d gone, %,d otherwise%s",
                comparison.added().size(),
                comparison.gone().size(),
                comparison.changed().size(),
                falseAlarms.isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; of %,d that people called a false alarm, %,d are gone and %,d stay",
                                falseAlarms.size(),
                                called,
                                stay));
    }

    private long falseAlarmsGone() {
        return comparison.gone().stream()
                .filter(it -> falseAlarms.contains(it.episode()))
                .count();
    }

    private String words(DecidedCase it) {
        return it.opened() + " " + it.device() + " " + it.rule() + " "
                + it.severity().label() + (falseAlarms.contains(it.episode()) ? ", called a false alarm" : "");
    }

    private String words(Changed changed) {
        return words(changed.then()) + ": " + String.join(", ", changed.differences());
    }

    /** @param named whether each Case is told where there is nothing to compare with */
    String json(boolean named) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        Decided decided = now.decided();
        answer.put("readings", decided.readings());
        answer.put("from", decided.first().toString());
        answer.put("to", decided.last().toString());
        answer.put("millis", took.toMillis());
        if (then != null) {
            answer.put("then", side(then));
        }
        answer.put("now", side(now));
        if (then == null && named) {
            answer.put("cases", decided.cases().stream().map(this::json).toList());
        }
        if (then != null) {
            long gone = falseAlarmsGone();
            answer.put("falseAlarms", Map.of("gone", gone, "stay", falseAlarms.size() - gone));
            answer.put("new", comparison.added().stream().map(this::json).toList());
            answer.put("gone", comparison.gone().stream().map(this::json).toList());
            answer.put(
                    "changed",
                    comparison.changed().stream()
                            .map(it -> Map.of(
                                    "then", json(it.then()),
                                    "now", json(it.now()),
                                    "differences", it.differences()))
                            .toList());
        }
        return Json.MAPPER.writeValueAsString(answer);
    }

    private static Map<String, Object> side(Side side) {
        Decided decided = side.decided();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("content", side.name());
        shown.put("cases", decided.cases().size());
        Map<String, Long> bySeverity = new LinkedHashMap<>();
        decided.casesBySeverity().forEach((severity, count) -> bySeverity.put(severity.label(), count));
        shown.put("severities", bySeverity);
        shown.put("writes", decided.writes());
        shown.put("apiCalls", side.apiCalls());
        shown.put("commands", decided.commands());
        shown.put("deadLetters", decided.deadLetters());
        Map<String, Map<String, Long>> state = new LinkedHashMap<>();
        decided.state()
                .forEach((signal, sizes) ->
                        state.put(signal, Map.of("mean", Math.round(sizes.getAverage()), "max", sizes.getMax())));
        shown.put("stateBytes", state);
        shown.put("digest", decided.digest());
        return shown;
    }

    private Map<String, Object> json(DecidedCase it) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("episode", it.episode());
        shown.put("device", it.device());
        shown.put("rule", it.rule());
        shown.put("severity", it.severity().label());
        shown.put("opened", it.opened().toString());
        shown.put("cleared", it.cleared() == null ? null : it.cleared().toString());
        shown.put("falseAlarm", falseAlarms.contains(it.episode()));
        return shown;
    }
}
