package io.casewire.content;

import io.casewire.consent.ConsentPolicies;
import io.casewire.consent.PolicyCase;
import io.casewire.episodes.MaintenanceWindow;
import io.casewire.identity.IdentityPolicy;
import io.casewire.ingest.Format;
import io.casewire.ingest.Group;
import io.casewire.mapping.CommandDefinition;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Texts;
import io.casewire.rules.RuleGroup;
import io.casewire.signals.SignalDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One version of everything users edit, checked as a whole and ready to run.
 *
 * @param version hash of the files, stamped on every explanation and write
 * @param formats those of groups too
 * @param cases examples of what the consent policies say; they do
 * @param texts by domain
 */
public record Content(
        String version,
        List<Format> formats,
        List<Group> groups,
        IdentityPolicy identity,
        ConsentPolicies consent,
        List<PolicyCase> cases,
        List<SignalDefinition> signals,
        List<RuleGroup> rules,
        Map<String, Texts> texts,
        List<Mapping> mappings,
        List<CommandDefinition> commands,
        List<MaintenanceWindow> maintenance) {

    /** The fields of devices that say when somebody works on them. */
    public Set<String> maintenanceTimeFields() {
        return maintenance.stream()
                .flatMap(window -> window.timeFields().stream())
                .collect(Collectors.toSet());
    }

    /** Whether a policy may ask for pseudonyms of something that arrives. */
    public boolean needsPseudonyms() {
        return formats.stream().flatMap(format -> format.fields().stream()).anyMatch(field -> consent.pseudonymised()
                .contains(field.dataClass()));
    }

    @Override
    public String toString() {
        return "Content[" + version + "]";
    }
}
