package io.casewire.identity;

import java.time.ZoneId;
import java.util.Locale;

/** How people in the org read texts: language, numbers and times; taken from the Organization record. */
public record OrgProfile(Locale locale, ZoneId timeZone) {

    /** Until the org was asked. */
    public static final OrgProfile DEFAULT = new OrgProfile(Locale.US, ZoneId.of("UTC"));

    /** @param localeKey as Salesforce writes it, {@code en_US} */
    public static OrgProfile of(String localeKey, String timeZoneKey) {
        return new OrgProfile(Locale.forLanguageTag(localeKey.replace('_', '-')), ZoneId.of(timeZoneKey));
    }
}
