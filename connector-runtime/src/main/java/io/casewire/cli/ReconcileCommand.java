package io.casewire.cli;

import io.casewire.cli.Reconciliation.Found;
import io.casewire.cli.Reconciliation.State;
import io.casewire.config.Settings;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.routes.OrgSession;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.stream.Json;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.LogReader;
import io.casewire.stream.LogReader.Wanted;
import io.casewire.stream.Repairs;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire reconcile}. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        header = "Compares what was decided with what the org holds, and writes again what differs if told to.",
        description = {
            "Compared are the fields that a mapping always writes; what people may change is theirs.",
            "What people deleted or merged stays as it is."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the org holds what was decided, or it is written again",
            "1:there are differences that were left, or nothing runs"
        })
final class ReconcileCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(
            names = "--since",
            paramLabel = "AGO",
            defaultValue = "1d",
            description = "what was wanted since then, such as 6h or 7d (default: ${DEFAULT-VALUE})")
    private String since = "1d";

    @Option(names = "--mapping", paramLabel = "NAME", description = "of this mapping only")
    private @Nullable String mapping;

    @Option(names = "--repair", description = "write again what is different in the org")
    private boolean repair;

    @Option(names = "--recreate", description = "make anew what is gone there without a trace")
    private boolean recreate;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    ReconcileCommand() {}

    @Override
    public Integer call() throws Exception {
        KafkaSettings kafka = config.runningKafka();
        List<Wanted> wanted = wanted(kafka);
        List<Found> found = compare(wanted);
        List<Found> repaired = repair(kafka, found);
        print(found, repaired);
        return found.stream().allMatch(it -> it.state().isWell() || repaired.contains(it)) ? 0 : Main.FAILED;
    }

    private List<Wanted> wanted(KafkaSettings kafka) {
        Duration ago;
        try {
            ago = Durations.parse(since);
        } catch (IllegalArgumentException e) {
            throw new FindingException(new Finding(
                    FindingCode.CONFIG_INVALID, "--since", "'" + since + "' is no duration such as 6h or 7d."));
        }
        try (LogReader log = new LogReader(kafka)) {
            return log.wanted(Instant.now().minus(ago).toEpochMilli()).values().stream()
                    .filter(it -> mapping == null || mapping.equals(it.write().mapping()))
                    .toList();
        }
    }

    private List<Found> compare(List<Wanted> wanted) throws Exception {
        Settings settings = config.settings();
        boolean own = settings.org().url() == null;
        String url = own
                ? config.running().path("org").asText()
                : String.valueOf(settings.org().url());
        try (OrgSession session = new OrgSession(Logins.org(settings, url), null);
                ProgressBar progress = Progress.of("compare", wanted.size(), json)) {
            return new Reconciliation(session.org()).compare(wanted, progress::stepBy);
        } catch (OrgUnreachableException e) {
            throw new FindingException(e.finding());
        }
    }

    private List<Found> repair(KafkaSettings kafka, List<Found> found) {
        List<Found> repaired = found.stream()
                .filter(it -> (repair && it.state() == State.DIFFERS) || (recreate && it.state() == State.GONE))
                .toList();
        if (!repaired.isEmpty()) {
            try (Repairs repairs = new Repairs(kafka)) {
                repaired.forEach(it -> repairs.want(it.write(), it.recordId()));
                repairs.commit();
            }
        }
        return repaired;
    }

    private void print(List<Found> found, List<Found> repaired) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Map<State, Long> counts = Reconciliation.count(found);
        List<Found> wrong = found.stream().filter(it -> !it.state().isWell()).toList();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            Map<String, Long> shown = new LinkedHashMap<>();
            counts.forEach((state, count) -> shown.put(name(state), count));
            answer.put("compared", found.size());
            answer.put("states", shown);
            answer.put(
                    "different",
                    wrong.stream().map(it -> line(it, repaired.contains(it))).toList());
            answer.put("writtenAgain", repaired.size());
            out.println(Json.MAPPER.writeValueAsString(answer));
        } else {
            for (Found it : wrong) {
                out.println(Printable.text(words(it)) + (repaired.contains(it) ? "; written again" : ""));
            }
            List<String> said = new ArrayList<>();
            said.add(found.size() + " records");
            counts.forEach((state, count) -> said.add(count + " " + state.words()));
            out.println(String.join(", ", said));
            if (wrong.stream().anyMatch(it -> it.state() == State.DIFFERS && !repaired.contains(it))) {
                out.println("casewire reconcile --repair writes again what is different.");
            }
            if (wrong.stream().anyMatch(it -> it.state() == State.GONE && !repaired.contains(it))) {
                out.println("casewire reconcile --recreate makes anew what is gone.");
            }
        }
        out.flush();
    }

    private static String words(Found found) {
        String what = found.write().object() + (found.recordId() == null ? "" : " " + found.recordId());
        String fields = found.fields().isEmpty() ? "" : ": " + String.join(", ", found.fields());
        return what + " of mapping '" + found.write().mapping() + "' is "
                + found.state().words() + fields;
    }

    private static Map<String, Object> line(Found found, boolean repaired) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("mapping", found.write().mapping());
        line.put("object", found.write().object());
        line.put("recordId", found.recordId());
        line.put("state", name(found.state()));
        line.put("fields", found.fields());
        line.put("writtenAgain", repaired);
        return line;
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
