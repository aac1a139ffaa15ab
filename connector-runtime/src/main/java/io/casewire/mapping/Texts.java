package io.casewire.mapping;

import io.casewire.identity.OrgProfile;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a domain says to people, by language and condition.
 *
 * @param units from a place to its unit
 */
public record Texts(String domain, Map<String, Map<String, Text>> byLanguage, Map<String, String> units) {
    /** Characters: as many as Case.Subject takes. */
    public static final int MOST_OF_SUBJECT = 255;

    /** As many as Case.Casewire_Reason__c takes. */
    public static final int MOST_OF_REASON = 4_000;

    /**
     * The words for one condition.
     *
     * @param together for what a device tells of those below it; null where none does
     */
    public record Text(TextTemplate subject, TextTemplate reason, @Nullable Text together) {}

    /** The org's language if the domain speaks it, else its first one. */
    Text of(String condition, OrgProfile profile) {
        @Nullable Map<String, Text> texts = byLanguage.get(profile.locale().getLanguage());
        if (texts == null) {
            texts = byLanguage.values().iterator().next();
        }
        return Objects.requireNonNull(texts.get(condition), condition);
    }
}
