package io.casewire.consent;

import java.util.Arrays;

/** What a purpose does with people's data, where law asks more of it. */
public enum Activity {
    MARKETING("marketing"),
    PROFILING("profiling"),
    TRACKING("tracking"),
    GEO_TRACKING("geoTracking"),
    /** For money or anything of worth (CCPA, 1798.140(ad)). */
    SALE("sale"),
    /** For advertising across contexts (CPRA, 1798.140(ah)). */
    SHARING("sharing"),
    /** Care for a patient (HIPAA, 45 CFR 164.506). */
    TREATMENT("treatment"),
    /** Looks at people at their work (GDPR, Art. 88). */
    EMPLOYMENT("employment");

    private final String label;

    Activity(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException for another word */
    public static Activity of(String label) {
        return Arrays.stream(values())
                .filter(activity -> activity.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown activity '" + label + "'"));
    }
}
