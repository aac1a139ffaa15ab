package io.casewire.cli;

import io.casewire.model.Brake;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire pause}. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        header =
                "Stops delivery, commands to devices, a mapping, a channel, a rule or a device for a while; telemetry is taken in"
                        + " meanwhile.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is stopped", "1:there is no such thing, or nothing runs", "2:wrong arguments"})
final class PauseCommand implements Callable<Integer> {
    /** What is to last longer is no brake, but other content. */
    private static final Duration LONGEST = Duration.ofDays(30);

    @Mixin
    private BrakeTarget target;

    @Option(names = "--for", paramLabel = "DURATION", required = true, description = "ends by itself: 30m, 2h")
    private String duration;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why, for whoever wonders")
    private String reason;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    PauseCommand() {}

    @Override
    public Integer call() throws Exception {
        long now = System.currentTimeMillis();
        Brake brake = target.brake(now, now + parsed().toMillis(), reason);
        target.requireKnown();
        BrakeTarget.append(target.config, brake);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(brake));
        } else {
            out.println(BrakeTarget.line(brake) + " is stopped until "
                    + Instant.ofEpochMilli(brake.until()).truncatedTo(ChronoUnit.SECONDS));
        }
        out.flush();
        return 0;
    }

    private Duration parsed() {
        try {
            Duration parsed = Durations.parse(duration);
            if (parsed.isZero() || parsed.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("'" + duration + "' is not between 1ms and 30d");
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new FindingException(new Finding(FindingCode.USAGE, "--for", e.getMessage() + "."));
        }
    }
}
