package io.casewire.doctor;

import io.casewire.model.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was looked at, in order, and what came of it. */
public final class Checkup {
    private final List<Line> lines = new ArrayList<>();

    /** What a line is about, in the order in which it is looked at. */
    public enum Area {
        MACHINE("this machine"),
        BROKERS("brokers"),
        ORG("org"),
        USER("user"),
        FIELDS("mapped fields"),
        AUTOMATION("rules and flows"),
        CONSENT("consent"),
        LIMITS("limits"),
        DAY("a day in this org");

        private final String title;

        Area(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** How it is. */
    public enum Verdict {
        OK,
        /** It works; somebody should know. */
        NOTE,
        /** It will not work. */
        PROBLEM
    }

    /** @param finding what is wrong; null when nothing is, and {@code text} says it all */
    public record Line(Area area, Verdict verdict, String text, @Nullable Finding finding) {}

    void ok(Area area, String text) {
        lines.add(new Line(area, Verdict.OK, text, null));
    }

    void note(Area area, Finding finding) {
        lines.add(new Line(area, Verdict.NOTE, finding.where() + ": " + finding.what(), finding));
    }

    /** It will not work, or does not answer. */
    public void problem(Area area, Finding finding) {
        lines.add(new Line(area, Verdict.PROBLEM, finding.where() + ": " + finding.what(), finding));
    }

    /** What will not work. */
    public List<Finding> problems() {
        List<Finding> problems = new ArrayList<>();
        for (Line line : lines) {
            if (line.verdict() == Verdict.PROBLEM && line.finding() != null) {
                problems.add(line.finding());
            }
        }
        return problems;
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Whether nothing will fail, as far as could be seen. */
    public boolean isWell() {
        return lines.stream().noneMatch(line -> line.verdict() == Verdict.PROBLEM);
    }
}
