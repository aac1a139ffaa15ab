package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.consent.Pseudonyms;
import io.casewire.stream.Backtest;
import io.casewire.stream.Backtest.Difference;
import io.casewire.stream.Backtest.Result;
import io.casewire.stream.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        header = "Decides again what was read, and compares it with what was decided then, byte for byte.",
        description = {
            "Readings, content, brakes, identity and consent are taken as they were; they are all in Kafka. Nothing is written."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is as it was decided",
            "1:something differs, or it cannot be told, or nothing runs"
        })
final class BacktestCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    BacktestCommand() {}

    @Override
    public Integer call() throws Exception {
        Settings settings = config.settings();
        Pseudonyms pseudonyms = new Pseudonyms(settings.consent().pseudonymKeys());
        try (Backtest backtest = new Backtest(config.runningKafka(), pseudonyms);
                ProgressBar progress = Progress.of("decide", backtest.size(), json)) {
            Result result = backtest.run(progress::stepBy);
            print(result);
            return result.fromTheBeginning() && result.differences().isEmpty() ? 0 : Main.FAILED;
        }
    }

    private void print(Result result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("readings", result.readings());
            answer.put("explanations", result.explanations());
            answer.put("writes", result.writes());
            answer.put("fromTheBeginning", result.fromTheBeginning());
            answer.put("differences", result.differences().size());
            answer.put(
                    "different",
                    shown(result).stream().map(BacktestCommand::line).toList());
            out.println(Json.MAPPER.writeValueAsString(answer));
        } else if (!result.fromTheBeginning()) {
            out.println(
                    "The first readings are no longer kept, so nobody knows what the later ones were decided with.");
        } else {
            for (Difference it : shown(result)) {
                out.println(Printable.text(words(it)));
            }
            out.printf(
                    Locale.ROOT,
                    "%,d readings decided again: %,d explanations and %,d wanted records, %s%n",
                    result.readings(),
                    result.explanations(),
                    result.writes(),
                    result.differences().isEmpty()
                            ? "all as they were"
                            : String.format(
                                    Locale.ROOT,
                                    "%,d of them differ",
                                    result.differences().size()));
        }
        out.flush();
    }

    private static List<Difference> shown(Result result) {
        return result.differences().stream().limit(SHOWN).toList();
    }

    private static String words(Difference difference) {
        String what = difference.what().name().toLowerCase(Locale.ROOT) + " " + difference.id();
        return switch (difference.kind()) {
            case CHANGED -> what + " is another now";
            case ONLY_THEN -> what + " was there, and is not now";
            case ONLY_NOW -> what + " was not there, and is now";
        };
    }

    private static Map<String, Object> line(Difference difference) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("what", difference.what().name().toLowerCase(Locale.ROOT));
        line.put("id", difference.id());
        line.put("kind", difference.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return line;
    }
}
