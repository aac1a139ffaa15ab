package io.casewire.cli;

import io.casewire.model.Finding;
import java.util.LinkedHashMap;
import java.util.Map;

/** A finding for programs: {@code code}, {@code where}, {@code what} and {@code action}, wherever findings are printed as JSON. */
final class FindingJson {
    private FindingJson() {}

    static Map<String, String> of(Finding finding) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("code", finding.code().id());
        shown.put("where", finding.where());
        shown.put("what", finding.what());
        shown.put("action", finding.action());
        return shown;
    }
}
