package io.casewire.content;

import io.casewire.consent.ConsentPolicies;
import io.casewire.identity.IdentityPolicy;
import io.casewire.ingest.Format;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Texts;
import io.casewire.rules.RuleGroup;
import io.casewire.signals.SignalDefinition;
import java.util.List;
import java.util.Map;

/**
 * One version of everything users edit, checked as a whole and ready to run.
 *
 * @param version hash of the files, stamped on every explanation and write
 * @param texts by domain
 */
public record Content(
        String version,
        List<Format> formats,
        IdentityPolicy identity,
        ConsentPolicies consent,
        List<SignalDefinition> signals,
        List<RuleGroup> rules,
        Map<String, Texts> texts,
        List<Mapping> mappings) {

    @Override
    public String toString() {
        return "Content[" + version + "]";
    }
}
