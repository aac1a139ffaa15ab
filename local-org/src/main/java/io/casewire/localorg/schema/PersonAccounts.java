package io.casewire.localorg.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Person Accounts, once an org has them: Account then has the fields of a person's Contact, most of them with {@code
 * Person} before their name (Salesforce help: person account fields). An org that has them keeps them.
 */
public final class PersonAccounts {
    /** Kept among the components, so that a data folder and a snapshot know of it. */
    private static final Component SWITCH = new Component("Settings", "PersonAccounts", "<Settings/>");

    private static final List<String> SAME = List.of("FirstName", "LastName", "Salutation", "Phone", "Fax");
    private static final List<String> PREFIXED = List.of(
            "MailingStreet",
            "MailingCity",
            "MailingState",
            "MailingPostalCode",
            "MailingCountry",
            "OtherStreet",
            "OtherCity",
            "OtherState",
            "OtherPostalCode",
            "OtherCountry",
            "MobilePhone",
            "HomePhone",
            "OtherPhone",
            "AssistantPhone",
            "Email",
            "Title",
            "Department",
            "AssistantName",
            "LeadSource",
            "Birthdate",
            "HasOptedOutOfEmail",
            "HasOptedOutOfFax",
            "DoNotCall",
            "IndividualId");

    private PersonAccounts() {}

    /** Whether this Account may be a person. */
    public static boolean areEnabled(SObjectType account) {
        return account.findField("IsPersonAccount") != null;
    }

    /** The fields of Account that are fields of the person's Contact, with those. */
    public static Map<String, String> mirrored() {
        Map<String, String> fields = new LinkedHashMap<>();
        SAME.forEach(name -> fields.put(name, name));
        PREFIXED.forEach(name -> fields.put("Person" + name, name));
        return fields;
    }

    /** The same org with Person Accounts, its fields in the order they have after a restart. */
    public static Schema enable(Schema schema) {
        return areEnabled(schema.type("Account"))
                ? schema
                : Schema.fromJson(schema.with(SWITCH).toJson());
    }

    static boolean isSwitch(Component component) {
        return component.equals(SWITCH);
    }

    static Schema withFields(Schema schema) {
        SObjectType contact = schema.type("Contact");
        ObjectDefinition account = schema.type("Account")
                .definition()
                .withField(Field.named("IsPersonAccount", FieldType.BOOLEAN)
                        .access(Access.READ_ONLY)
                        .build())
                .withField(Field.named("PersonContactId", FieldType.REFERENCE)
                        .length(18)
                        .referenceTo(List.of("Contact"))
                        .relationshipName("PersonContact")
                        .access(Access.READ_ONLY)
                        .build());
        for (Map.Entry<String, String> field : mirrored().entrySet()) {
            if (account.fields().stream().noneMatch(known -> known.name().equals(field.getKey()))) {
                account = account.withField(copy(contact.field(field.getValue()), field.getKey()));
            }
        }
        return schema.with(account)
                .with(contact.definition()
                        .withField(Field.named("IsPersonAccount", FieldType.BOOLEAN)
                                .access(Access.READ_ONLY)
                                .build()));
    }

    private static Field copy(Field field, String name) {
        boolean lookup = field.relationshipName() != null;
        return FieldBuilder.from(field)
                .name(name)
                .required(false)
                .relationshipName(lookup ? "Person" + Objects.requireNonNull(field.relationshipName()) : null)
                .childRelationshipName(null)
                .build();
    }
}
