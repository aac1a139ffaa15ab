package io.casewire.pipeline;

import io.casewire.episodes.Decision;
import io.casewire.episodes.MemberChange;
import io.casewire.mapping.Command;
import io.casewire.mapping.Write;
import io.casewire.model.Finding;
import io.casewire.model.Stage;
import io.casewire.rules.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that comes of one reading or timer, in order. */
public final class Step {
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<MemberChange> members = new ArrayList<>();
    private final List<GroupReading> groupReadings = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<Explanation> explanations = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();
    private final List<Finding> refused = new ArrayList<>();
    private final Map<String, Instant> guarded = new TreeMap<>();
    private @Nullable String noisy;
    private @Nullable Trace trace;

    /** Where a reading's way ended and how: passed, dropped, held or failed. */
    public record Ended(Stage stage, String outcome, String code) {}

    public List<Decision> decisions() {
        return decisions;
    }

    public List<Write> writes() {
        return writes;
    }

    public List<Command> commands() {
        return commands;
    }

    /** What other devices are to know, which tell it together with what they know of others. */
    public List<MemberChange> members() {
        return members;
    }

    /** What virtual devices hear of it. */
    public List<GroupReading> groupReadings() {
        return groupReadings;
    }

    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    public List<Explanation> explanations() {
        return explanations;
    }

    public List<Ended> ended() {
        return ended;
    }

    /** What mappings could not make. */
    public List<Finding> refused() {
        return refused;
    }

    /** Rules that are stopped by this, because they decided on more than they say, and until when. */
    public Map<String, Instant> guarded() {
        return guarded;
    }

    /** Its device, when that is in quarantine. */
    public @Nullable String noisy() {
        return noisy;
    }

    void markNoisy(String device) {
        noisy = device;
    }

    /** What every stage said, also where nothing came of it; of several readings, of the last. Null where none was decided. */
    public @Nullable Explanation explain() {
        return trace == null ? null : trace.explain(decisions, writes, commands);
    }

    /** What all rules said, of the last reading; null where none were asked. */
    public @Nullable Conditions conditions() {
        return trace == null ? null : trace.conditions();
    }

    void follow(Trace latest) {
        trace = latest;
    }

    void end(Stage stage, String outcome, Finding finding) {
        ended.add(new Ended(stage, outcome, finding.code().id()));
    }

    void pass() {
        ended.add(new Ended(Stage.MAPPING, "passed", ""));
    }
}
