package io.casewire.localorg.consent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the Consent API may be asked about, and which flags it then looks at (Salesforce REST API guide: Consent). Which
 * records decide over mail, social and web the guide does not tell for certain; here the consents of that contact point
 * type do.
 */
public enum ConsentAction {
    EMAIL("email", "emailResult", null, "HasOptedOutOfEmail", "Email"),
    FAX("fax", "faxResult", null, "HasOptedOutOfFax", null),
    GEOTRACK("geotrack", "geotrackResult", "HasOptedOutGeoTracking", null, null),
    MAIL("mail", "mailingResult", null, null, "MailingAddress"),
    PHONE("phone", "phoneResult", null, "DoNotCall", "Phone"),
    PORTABILITY("portability", "portabilityResult", "SendIndividualData", null, null),
    PROCESS("process", "processResult", "HasOptedOutProcessing", null, null),
    PROFILE("profile", "profileResult", "HasOptedOutProfiling", null, null),
    SHOULD_FORGET("shouldforget", "shouldForgetResult", "ShouldForget", null, null),
    SOCIAL("social", "socialResult", null, null, "Social"),
    SOLICIT("solicit", "solicitResult", "HasOptedOutSolicit", null, null),
    STORE_PII_ELSEWHERE("storepiielsewhere", "storePIIElsewhereResult", "CanStorePiiElsewhere", null, null),
    TRACK("track", "trackResult", "HasOptedOutTracking", null, null),
    WEB("web", "webResult", null, null, "Web");

    private final String apiName;
    private final String resultKey;
    private final @Nullable String individualFlag;
    private final @Nullable String personFlag;
    private final @Nullable String contactPointType;

    ConsentAction(
            String apiName,
            String resultKey,
            @Nullable String individualFlag,
            @Nullable String personFlag,
            @Nullable String contactPointType) {
        this.apiName = apiName;
        this.resultKey = resultKey;
        this.individualFlag = individualFlag;
        this.personFlag = personFlag;
        this.contactPointType = contactPointType;
    }

    /** The name it has in addresses, and of its verdict in answers. */
    public String apiName() {
        return apiName;
    }

    /** How an answer names whether the verdict could be worked out. */
    public String resultKey() {
        return resultKey;
    }

    /** A field of Individual. */
    @Nullable
    String individualFlag() {
        return individualFlag;
    }

    /** A field of Contact and Lead that says no. */
    @Nullable
    String personFlag() {
        return personFlag;
    }

    /** Whose consents count, of ContactPointTypeConsent. */
    @Nullable
    String contactPointType() {
        return contactPointType;
    }

    /** Whether the flag on Individual says yes; the others say no. */
    boolean isOptIn() {
        return this == PORTABILITY || this == SHOULD_FORGET || this == STORE_PII_ELSEWHERE;
    }

    /** The action of this name, or null. */
    public static @Nullable ConsentAction named(String apiName) {
        return Arrays.stream(values())
                .filter(action -> action.apiName.equalsIgnoreCase(apiName))
                .findFirst()
                .orElse(null);
    }
}
