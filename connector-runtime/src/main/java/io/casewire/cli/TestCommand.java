package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.model.Finding;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private PlayedCases cases = new PlayedCases(0, Map.of(), Set.of(), Set.of());
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
            cases = PlayedCases.of(files, content, settings.ingest().maxPayload(), findings::add);
            ofConsent = content.cases().size();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(asJson()));
        } else {
            print(content != null, out);
        }
        out.flush();
        return findings.isEmpty() && cases.differences().isEmpty() ? 0 : Main.FAILED;
    }

    private void print(boolean couldPlay, PrintWriter out) {
        findings.forEach(out::println);
        cases.differences().forEach((example, lines) -> {
            out.println(example.place() + "  " + example.title());
            lines.forEach(line -> out.println("  " + line));
        });
        cases.gaps().forEach(out::println);
        if (couldPlay) {
            int otherwise = cases.differences().size();
            out.println("cases of rules: " + (cases.played() - otherwise) + " come out as they say, " + otherwise
                    + " do not; of consent: " + ofConsent + " do");
        }
    }

    private Map<String, Object> asJson() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("findings", findings.stream().map(FindingJson::of).toList());
        result.put("ruleCases", cases.played());
        result.put("consentCases", ofConsent);
        result.put(
                "differences",
                cases.differences().entrySet().stream()
                        .map(it -> Map.of(
                                "place", it.getKey().place(),
                                "case", it.getKey().title(),
                                "lines", it.getValue()))
                        .toList());
        result.put("withoutHolding", cases.withoutHolding());
        result.put("withoutNotHolding", cases.withoutNotHolding());
        return result;
    }
}
