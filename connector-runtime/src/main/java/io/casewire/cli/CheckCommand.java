package io.casewire.cli;

import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.model.Finding;
import io.casewire.stream.Json;
import io.casewire.trial.RuleCaseReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        header = "Reads mappings, rules and consent, and says everything that is wrong with them.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "1:there are findings"})
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    CheckCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ContentFiles files = ContentFiles.read(config.settings().contentFolder());
        List<Finding> findings = new ArrayList<>();
        Content content = ContentLoader.load(files, findings::add);
        int cases = content == null
                ? 0
                : RuleCaseReader.read(files, content, findings::add).size();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("content", files.version());
            result.put("findings", findings.stream().map(Finding::toString).toList());
            out.println(Json.MAPPER.writeValueAsString(result));
        } else if (content == null || !findings.isEmpty()) {
            findings.forEach(out::println);
        } else {
            out.println("content " + content.version() + " is well: "
                    + content.rules().stream()
                            .mapToInt(group -> group.conditions().size())
                            .sum() + " rules, "
                    + content.mappings().size() + " mappings, "
                    + content.formats().size() + " formats, " + cases + " cases of rules (casewire test plays them)");
            out.println("consent: " + content.consent().size() + " rules, "
                    + content.cases().size() + " cases come out as they say");
            content.consent().withoutCase(content.cases()).forEach(rule -> out.println("  no case is about " + rule));
        }
        out.flush();
        return content == null || !findings.isEmpty() ? Main.FAILED : 0;
    }
}
