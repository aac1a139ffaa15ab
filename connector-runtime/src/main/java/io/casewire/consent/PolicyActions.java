package io.casewire.consent;

import io.casewire.drl.RuleFile;
import io.casewire.model.DataClass;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What policies ask to be done to data, read before they run: a class that nobody knows must not be found out at night.
 */
final class PolicyActions {
    /** The class is a text, or what a rule calls the class it looks at; the text after it is a grain, or the reason. */
    private static final Pattern ACTION = Pattern.compile(
            "verdicts\\.(mask|pseudonymise|coarsen)\\(\\s*(?:\"([^\"]*)\"|\\$\\w+)\\s*,\\s*\"([^\"]*)\"");

    private final List<Finding> findings = new ArrayList<>();
    private final Set<DataClass> pseudonymised = EnumSet.noneOf(DataClass.class);

    void read(RuleFile file) {
        Matcher action = ACTION.matcher(file.text());
        while (action.find()) {
            try {
                read(action.group(1), action.group(2), action.group(3));
            } catch (IllegalArgumentException e) {
                findings.add(new Finding(FindingCode.CONSENT_POLICY, file.place(action.start()), e.getMessage() + "."));
            }
        }
    }

    private void read(String method, @Nullable String label, String grain) {
        Set<DataClass> classes = label == null ? EnumSet.allOf(DataClass.class) : EnumSet.of(DataClass.of(label));
        if (method.equals("pseudonymise")) {
            pseudonymised.addAll(classes);
        } else if (method.equals("coarsen")) {
            Treatment.coarsen(grain);
        }
    }

    List<Finding> findings() {
        return findings;
    }

    Set<DataClass> pseudonymised() {
        return pseudonymised;
    }
}
