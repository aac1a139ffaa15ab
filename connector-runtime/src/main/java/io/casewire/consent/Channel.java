package io.casewire.consent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A way to reach a person: a contact point type (Salesforce object reference: ContactPointTypeConsent). */
public enum Channel {
    EMAIL("email", "Email"),
    PHONE("phone", "Phone"),
    MAIL("mail", "MailingAddress"),
    SOCIAL("social", "Social"),
    WEB("web", "Web");

    private final String label;
    private final String inOrg;

    Channel(String label, String inOrg) {
        this.label = label;
        this.inOrg = inOrg;
    }

    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException for another word */
    public static Channel of(String label) {
        return Arrays.stream(values())
                .filter(channel -> channel.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown channel '" + label + "'"));
    }

    /** @param contactPointType as the org says it @return null for one that is not known here */
    public static @Nullable Channel ofContactPointType(String contactPointType) {
        return Arrays.stream(values())
                .filter(channel -> channel.inOrg.equals(contactPointType))
                .findFirst()
                .orElse(null);
    }
}
