package io.casewire.cli;

import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import io.casewire.stream.BrakeLog;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire brakes}. */
@Command(
        name = "brakes",
        mixinStandardHelpOptions = true,
        header = "What is stopped, since when, until when, by whom and why.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is shown", "1:nothing runs"})
final class BrakesCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(names = "--all", description = "everything that was ever stopped or let go, oldest first")
    private boolean all;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    BrakesCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Brake> log = BrakeLog.read(config.runningKafka());
        Collection<Brake> shown = all ? log : stopped(log);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(Map.of("brakes", shown)));
        } else if (shown.isEmpty()) {
            out.println("nothing is stopped");
        } else {
            shown.forEach(brake -> out.println(line(brake)));
        }
        out.flush();
        return 0;
    }

    private static List<Brake> stopped(List<Brake> log) {
        Brakes now = Brakes.NONE;
        for (Brake brake : log) {
            now = now.with(brake);
        }
        long clock = System.currentTimeMillis();
        return now.all().stream().filter(brake -> brake.isOn(clock)).toList();
    }

    private static String line(Brake brake) {
        String what = brake.isOn(brake.at()) ? "stopped until " + time(brake.until()) : "let go";
        return time(brake.at()) + "  " + BrakeTarget.line(brake) + " " + what + ", by " + brake.by()
                + (brake.reason().isEmpty() ? "" : ": " + brake.reason());
    }

    private static Instant time(long at) {
        return Instant.ofEpochMilli(at).truncatedTo(ChronoUnit.SECONDS);
    }
}
