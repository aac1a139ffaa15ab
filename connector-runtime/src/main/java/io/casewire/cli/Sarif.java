package io.casewire.cli;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts show beside the lines of a pull request. */
final class Sarif {
    private static final Pattern FILE =
            Pattern.compile("((?:camel-routes|mappings|rules|consent)/[^:]+)(?::(\\d+))?(?::(\\d+))?.*");

    private Sarif() {}

    static Map<String, Object> of(List<Finding> findings) {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (FindingCode code :
                new TreeSet<>(findings.stream().map(Finding::code).toList())) {
            Map<String, Object> rule = new LinkedHashMap<>();
            rule.put("id", code.id());
            rule.put("shortDescription", text(code.title()));
            rule.put("help", text(code.action()));
            rules.add(rule);
        }
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "casewire");
        driver.put("rules", rules);
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("results", findings.stream().map(Sarif::result).toList());
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        return log;
    }

    private static Map<String, Object> result(Finding finding) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.code().id());
        result.put("level", "error");
        Matcher file = FILE.matcher(finding.where());
        if (file.matches()) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("artifactLocation", Map.of("uri", file.group(1), "uriBaseId", "%SRCROOT%"));
            if (file.group(2) != null) {
                Map<String, Object> region = new LinkedHashMap<>();
                region.put("startLine", Integer.parseInt(file.group(2)));
                if (file.group(3) != null) {
                    region.put("startColumn", Integer.parseInt(file.group(3)));
                }
                place.put("region", region);
            }
            result.put("message", text(finding.what() + " " + finding.action()));
            result.put("locations", List.of(Map.of("physicalLocation", place)));
        } else {
            result.put("message", text(finding.where() + ": " + finding.what() + " " + finding.action()));
        }
        return result;
    }

    private static Map<String, String> text(String text) {
        return Map.of("text", text);
    }
}
