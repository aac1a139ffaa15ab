package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.mapping.Mapping;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Files that may become the content in force: they do when nothing is wrong with them, and their cases come out as they say.
 *
 * @param content null when there are findings
 */
record Candidate(ContentFiles files, @Nullable Content content, List<Finding> findings) {

    static Candidate of(ContentFiles files, Settings settings) {
        List<Finding> findings = new ArrayList<>();
        Content content = ContentLoader.load(files, findings::add);
        if (content != null) {
            findings.addAll(withoutMapping(settings.budget(), content));
            findings.addAll(PlayedCases.of(files, content, settings.ingest().maxPayload(), findings::add)
                    .findings());
        }
        return new Candidate(files, findings.isEmpty() ? content : null, findings);
    }

    String version() {
        return files.version();
    }

    /** Shares of the budget of what is not there. */
    static List<Finding> withoutMapping(Settings.Budget budget, Content content) {
        Set<String> known =
                content.mappings().stream().map(Mapping::name).collect(Collectors.toCollection(TreeSet::new));
        return budget.shares().keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Finding(
                        FindingCode.CONFIG_INVALID,
                        "budget.shares." + name,
                        "there is no mapping '" + name + "', only " + String.join(", ", known) + "."))
                .toList();
    }
}
