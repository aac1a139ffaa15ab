package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.model.Finding;
import io.casewire.stream.Json;
import io.casewire.trial.RuleCase;
import io.casewire.trial.RuleCaseReader;
import io.casewire.trial.RuleCaseRun;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire test}. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        header = "Plays the cases that stand beside rules and policies, and says which come out differently.",
        description = {
            "Cases are the files in folders named cases below rules/ and consent/policies/. Nothing is sent, and no connector has",
            "to run. What should be is shown with -, what is with +."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all cases come out as they say",
            "1:some do not, or the content has findings",
            "2:the command was not understood"
        })
final class TestCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Mixin
    private ContentOption folder;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final List<Finding> findings = new ArrayList<>();
    private final Map<RuleCase, List<String>> differences = new LinkedHashMap<>();
    private final Set<String> withoutHolding = new TreeSet<>();
    private final Set<String> withoutNotHolding = new TreeSet<>();
    private int played;
    private int ofConsent;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    TestCommand() {}

    @Override
    public Integer call() throws Exception {
        Settings settings = config.settings();
        ContentFiles files = folder.files(settings);
        // Cases of consent are played whenever content is read.
        Content content = ContentLoader.load(files, findings::add);
        if (content != null) {
            play(content, settings.ingest().maxPayload(), RuleCaseReader.read(files, content, findings::add));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(asJson()));
        } else {
            print(content != null, out);
        }
        out.flush();
        return findings.isEmpty() && differences.isEmpty() ? 0 : Main.FAILED;
    }

    private void play(Content content, int maxPayload, List<RuleCase> cases) {
        content.rules().forEach(group -> group.conditions().forEach(rule -> {
            withoutHolding.add(rule.name());
            withoutNotHolding.add(rule.name());
        }));
        for (RuleCase example : cases) {
            RuleCaseRun run = RuleCaseRun.of(content, maxPayload, example);
            withoutHolding.removeAll(run.held());
            withoutNotHolding.removeAll(run.notHeld());
            List<String> lines = run.differences();
            if (!lines.isEmpty()) {
                differences.put(example, lines);
            }
        }
        played = cases.size();
        ofConsent = content.cases().size();
    }

    private void print(boolean couldPlay, PrintWriter out) {
        findings.forEach(out::println);
        differences.forEach((example, lines) -> {
            out.println(example.place() + "  " + example.title());
            lines.forEach(line -> out.println("  " + line));
        });
        withoutHolding.forEach(rule -> out.println("no case shows " + rule + " holding"));
        withoutNotHolding.forEach(rule -> out.println("no case shows " + rule + " not holding"));
        if (couldPlay) {
            out.println("cases of rules: " + (played - differences.size()) + " come out as they say, "
                    + differences.size() + " do not; of consent: " + ofConsent + " do");
        }
    }

    private Map<String, Object> asJson() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("findings", findings.stream().map(Finding::toString).toList());
        result.put("ruleCases", played);
        result.put("consentCases", ofConsent);
        result.put(
                "differences",
                differences.entrySet().stream()
                        .map(it -> Map.of(
                                "place", it.getKey().place(),
                                "case", it.getKey().title(),
                                "lines", it.getValue()))
                        .toList());
        result.put("withoutHolding", withoutHolding);
        result.put("withoutNotHolding", withoutNotHolding);
        return result;
    }
}
