package io.casewire.cli;

import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.content.Unused;
import io.casewire.doctor.Checkup;
import io.casewire.doctor.MappingCheckup;
import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.LocalOrgOptions;
import io.casewire.model.Finding;
import io.casewire.salesforce.MetadataDeploy;
import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
        description = {
            "What mappings name is looked for in an org that has the metadata in salesforce-metadata/ and nothing else: a local one,",
            "for the moment. What your own org has, casewire doctor --org says."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "1:there are findings"})
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Mixin
    private ContentOption folder;

    @ArgGroup
    private Output output = new Output();

    /** At most one of them. */
    private static final class Output {
        @Option(names = "--json", description = "print one JSON object")
        private boolean json;

        @Option(names = "--sarif", description = "print SARIF 2.1.0, which code hosts show beside the lines")
        private boolean sarif;
    }

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    CheckCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ContentFiles files = folder.files(config.settings());
        List<Finding> findings = new ArrayList<>();
        Content content = ContentLoader.load(files, findings::add);
        PlayedCases cases = content == null
                ? new PlayedCases(0, Map.of(), Set.of(), Set.of())
                : PlayedCases.of(files, content, config.settings().ingest().maxPayload(), findings::add);
        findings.addAll(cases.findings());
        if (content != null) {
            Unused.check(files, content, findings::add);
        }
        boolean beside = content != null && compare(content, findings);
        if (output.sarif) {
            out.println(Json.MAPPER.writeValueAsString(Sarif.of(findings)));
        } else if (output.json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("content", files.version());
            result.put("findings", findings.stream().map(FindingJson::of).toList());
            result.put("withoutHolding", cases.withoutHolding());
            result.put("withoutNotHolding", cases.withoutNotHolding());
            out.println(Json.MAPPER.writeValueAsString(result));
        } else if (content == null || !findings.isEmpty()) {
            findings.forEach(out::println);
        } else {
            out.println("content " + content.version() + " is well: "
                    + content.rules().stream()
                            .mapToInt(group -> group.conditions().size())
                            .sum() + " rules, "
                    + content.mappings().size() + " mappings, "
                    + content.formats().size() + " formats, " + cases.played() + " cases of rules");
            cases.gaps().forEach(gap -> out.println("  " + gap));
            if (beside) {
                out.println("salesforce-metadata/ has what mappings name");
            }
            out.println("consent: " + content.consent().size() + " rules, "
                    + content.cases().size() + " cases come out as they say");
            content.consent().withoutCase(content.cases()).forEach(rule -> out.println("  no case is about " + rule));
        }
        out.flush();
        return content == null || !findings.isEmpty() ? Main.FAILED : 0;
    }

    /** @return whether there is metadata to compare with */
    private boolean compare(Content content, List<Finding> findings) throws Exception {
        Path metadata = config.settings().contentFolder().resolve(Connector.METADATA);
        if (!Files.isDirectory(metadata)) {
            return false;
        }
        try (LocalOrg local = LocalOrg.start(LocalOrgOptions.defaults())) {
            OrgApi org = new LocalOrgApi(local);
            List<Finding> refused = MetadataDeploy.deploy(org, metadata);
            findings.addAll(refused);
            if (refused.isEmpty()) {
                Checkup checkup = new Checkup();
                MappingCheckup.run(new OrgQuestions(org), content, checkup);
                findings.addAll(checkup.problems());
            }
        }
        return true;
    }
}
