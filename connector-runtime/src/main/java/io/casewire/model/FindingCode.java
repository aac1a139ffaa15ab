package io.casewire.model;

/**
 * Every kind of {@link Finding}. Ids are stable: scripts and runbooks may rely on them.
 *
 * <p>docs/reference/findings.md is generated from this list, and a test keeps the two equal.
 */
public enum FindingCode {
    CONFIG_INVALID("CONFIG-001", "The configuration has a wrong value", "Correct casewire.yaml and start again."),
    CONFIG_SECRET("CONFIG-002", "A secret is missing or written in plain", "Use ${env:NAME} or a file."),
    DATA_FOLDER_LOCKED(
            "CONFIG-003",
            "Another Casewire uses this data folder",
            "Stop the process named here or choose another folder."),
    ORG_FOREIGN(
            "CONFIG-004",
            "The data folder belongs to another org",
            "Use another data folder, or adopt the org by name."),

    CONTENT_SCHEMA("CONTENT-001", "A content file has the wrong shape", "Correct the line named; run: casewire check"),
    CONTENT_SYNTAX("CONTENT-002", "A content file cannot be read", "Correct the line named; run: casewire check"),
    CONTENT_REFERENCE(
            "CONTENT-003",
            "A content file names something that does not exist",
            "Correct the name; run: casewire check"),
    CONTENT_UNUSED("CONTENT-004", "A definition is used by nothing", "Remove it or refer to it; run: casewire check"),
    CONTENT_EXPRESSION(
            "CONTENT-005", "An expression is wrong or not repeatable", "Correct the expression; run: casewire check"),
    CONTENT_ROUTE(
            "CONTENT-006",
            "A route reads events of the org and keeps no position",
            "End its steps with 'to: casewire-journal', outside of any choice or filter; run: casewire check"),

    CONTENT_REFUSED(
            "CONTENT-007",
            "What is saved in the content folder is not in force",
            "Correct what the findings with it name, or save the files as they were."),
    CONTENT_CASE(
            "CONTENT-008",
            "A case comes out otherwise than it says",
            "Correct the rule or the case; run: casewire test"),
    CONTENT_UNREADABLE(
            "CONTENT-009",
            "Content was published that this Casewire cannot read; its readings wait",
            "Run the newer Casewire here as well."),
    CONTENT_ROUTE_REFUSED(
            "CONTENT-010",
            "A changed route did not start; the one before it goes on",
            "Correct the file named, or see whether what it connects to is there."),

    RULE_SYNTAX("RULE-001", "A rule does not compile", "Correct the line named; run: casewire check"),
    RULE_FIELD("RULE-002", "A rule reads a field that no format or signal declares", "Correct the name or declare it."),
    RULE_ACTION("RULE-003", "A rule does more than report", "Leave only conditions.holds(…) or conditions.clears(…)."),
    RULE_IMPORT("RULE-004", "A rule imports or declares what it may not", "Remove the line."),
    RULE_LOOP("RULE-005", "A rule fired without end", "Rules state conditions; they must not change facts."),
    RULE_META(
            "RULE-006",
            "A rule lacks or misstates an annotation",
            "Add @purpose and @severity as the reference shows."),

    RULE_AMPLIFIES(
            "RULE-007",
            "A rule decided on more readings than it says, and is stopped for ten minutes",
            "Correct the rule or its limits, or raise its @maxShare."),
    RULE_MAINTENANCE(
            "RULE-008",
            "No rule is asked about the device while somebody works on it",
            "Later readings are asked about once the work is over; if it is already, say so on the Asset or in the file."),

    INGEST_NO_FORMAT("INGEST-001", "No format takes messages of this source", "Add the topic to a format."),
    INGEST_NO_DEVICE(
            "INGEST-002", "The message does not say which device it is from", "Check the format's device place."),
    INGEST_TOO_LARGE("INGEST-003", "The message is larger than ingest.maxPayload", "Split it, or raise the limit."),
    INGEST_SPLIT("INGEST-004", "The message cannot be split into readings", "Check the format's split path."),
    INGEST_NOT_PLACED(
            "INGEST-005",
            "A message could not be written to Kafka; it is tried again, the sender is not acknowledged",
            "See whether Kafka is reachable."),
    INGEST_DECODE(
            "INGEST-006",
            "The payload is not what its content type says, or its decoder failed",
            "Check the format's contentType, and the device's firmware."),

    QUALITY_SYNTAX("QUALITY-001", "The payload is not what its content type says", "Check the device's firmware."),
    QUALITY_MISSING("QUALITY-002", "A required field is missing", "Check the device, or make the field optional."),
    QUALITY_TYPE("QUALITY-003", "A field has another type than declared", "Check the device, or correct the format."),
    QUALITY_RANGE("QUALITY-004", "A value lies outside its declared range", "Check the sensor, or correct the range."),
    QUALITY_CLOCK("QUALITY-005", "The event time is implausible", "Check the device's clock."),
    QUALITY_DUPLICATE("QUALITY-006", "The reading was seen before", "Nothing to do; a redelivery was recognised."),
    QUALITY_NO_FORMAT(
            "QUALITY-007", "The content in force has no format of this name", "Publish content that holds the format."),
    QUALITY_NOISY(
            "QUALITY-008",
            "A device says more than maxPerMinute readings, and is in quarantine until a minute was calm",
            "Check the device, or raise maxPerMinute of its format."),

    IDENTITY_UNKNOWN("IDENTITY-001", "No Asset carries this device id", "Create the Asset or change unknownDevice."),
    IDENTITY_HELD_FULL(
            "IDENTITY-002", "Too many readings of an unknown device wait", "Create the Asset, or raise the limit."),
    IDENTITY_CAP(
            "IDENTITY-003", "The day's limit of registered devices is reached", "Raise register.perDay if wanted."),
    IDENTITY_FORMER_OWNER(
            "IDENTITY-004",
            "A late reading concerns a former owner of the device",
            "Nothing to do; what a former owner's device did is kept from the next."),
    IDENTITY_PARENT(
            "IDENTITY-005",
            "The parents of Assets cannot be seen, so every device is told by itself",
            "Deploy the permission set Casewire_Deliver again; it may read Asset.ParentId."),
    IDENTITY_FIELD(
            "IDENTITY-006",
            "What is declared of devices cannot be seen, so all are told alike",
            "Correct asset.fields in mappings/identity.yaml, or let the integration user read them (doctor names them), and start again."),

    CONSENT_DENIED(
            "CONSENT-001", "No purpose allows processing this reading", "Nothing to do; the party's wish holds."),
    CONSENT_WITHDRAWN(
            "CONSENT-002", "Consent was withdrawn before the write left", "Nothing to do; the party's wish holds."),
    CONSENT_OLD(
            "CONSENT-003",
            "What is known of people's consent is too old to let their data leave",
            "See why the org cannot be read; the writes wait and leave by themselves."),
    CONSENT_DRIFT(
            "CONSENT-004",
            "People had said something that was not heard; it was corrected",
            "See that the Consent Event Stream is on. A change of the last moments counts too, and is no fault."),
    CONSENT_POLICY(
            "CONSENT-005",
            "A policy asks for what does not exist",
            "Correct the data class or the grain; run: casewire check"),
    CONSENT_CASE(
            "CONSENT-006",
            "The policies decide a case otherwise than it says",
            "Correct the policy, or the case if the law is on the policy's side; run: casewire check"),

    CONSENT_NO_KEY(
            "CONSENT-007",
            "A policy asks for pseudonyms and there is no key for them",
            "Set consent.pseudonymKeys in casewire.yaml, or mask the data class instead."),
    CONSENT_PURPOSE(
            "CONSENT-008",
            "purposes.yaml and the org do not say the same of a purpose",
            "Correct consent/purposes.yaml, or the DataUsePurpose and its legal basis in the org."),

    MAPPING_EXPRESSION("MAPPING-001", "An expression failed on this decision", "Correct the mapping's expression."),
    MAPPING_REQUIRED(
            "MAPPING-002", "A field that may not be missing has no value", "Correct the mapping's expression."),
    MAPPING_UNKNOWN_FIELD(
            "MAPPING-003", "The org does not have this field", "Deploy the metadata or correct the name."),

    COMMAND_REPLY(
            "COMMAND-001",
            "A device answered without saying what",
            "It has to send back the command's correlation data, or its id."),

    ORG_UNREACHABLE(
            "ORG-001", "The org does not answer", "Check the URL and the network; it is tried again by itself."),
    ORG_LOGIN("ORG-002", "The org refuses the credentials", "Check clientId and secret or certificate."),
    ORG_REFUSED_ROW("ORG-003", "The org refuses a row for good", "Read the refusal; correct the mapping or the org."),
    ORG_BLOCKED(
            "ORG-004",
            "The org refuses every row of an object; they wait and are tried again by themselves",
            "Read the refusal; correct the validation rule, flow or limit in the org."),
    ORG_NO_PARENT(
            "ORG-006",
            "The record that a write has to follow ended without reaching the org",
            "See the dead letter of that record for the reason."),
    ORG_PUB_SUB(
            "ORG-007",
            "The Pub/Sub API refuses a topic or an event",
            "Check the topic, the event's definition and the user's permissions on it."),
    ORG_POSITION_LOST(
            "ORG-008",
            "Events were missed: the org does not know the position in their stream any more",
            "Look in the org for what changed in between."),
    ORG_NO_BULK(
            "ORG-009",
            "The org takes no Bulk API job; what would go by it goes by collections, at more API calls",
            "Let the user use the Bulk API, or set delivery.bulkFrom to 0."),

    BUDGET_CALLS(
            "BUDGET-001",
            "The org's API calls run short, and writes wait",
            "See who uses them: casewire budget; lower budget.reserve, or have the org's allowance raised."),
    BUDGET_SHARE(
            "BUDGET-002",
            "A mapping has spent its share of the API calls; what is not critical waits",
            "Raise its share in budget.shares, or let it write less with atMost."),
    BUDGET_STORAGE(
            "BUDGET-003", "The org's data storage is soon full", "Delete what is not needed, or have it raised."),

    RETENTION(
            "RETENTION-001",
            "Episodes that cleared long ago could not be archived and deleted",
            "Give the user the permission set Casewire Retention, and the archive room; it is tried again."),

    BUDGET_EVENTS(
            "BUDGET-004",
            "The org's events of this hour are nearly used up",
            "See who publishes: Setup > Platform Events; publish less, or have the allowance raised."),

    STOPPED("BRAKE-001", "Somebody stopped this for a while", "Let it go on: casewire resume, or wait."),

    DOCTOR_FIELD(
            "DOCTOR-001",
            "A mapped object or field is not there for this user: every row that names it is refused",
            "Deploy salesforce-metadata, or give access: Setup > Permission Sets > Casewire Deliver > Object Settings."),
    DOCTOR_READ_ONLY(
            "DOCTOR-002",
            "A mapped field may not be written: every row that names it is refused",
            "Give edit access: Setup > Permission Sets > Casewire Deliver > Object Settings; or take it out of the mapping."),
    DOCTOR_KEY(
            "DOCTOR-003",
            "A field that says which record it is does not serve: a repeated write would make a second record",
            "Make it an external id that is unique: Setup > Object Manager > Fields & Relationships."),
    DOCTOR_REQUIRED(
            "DOCTOR-004",
            "The org wants a field of new records that is not mapped: known records can be updated, new ones are refused",
            "Map it, or lift the requirement: Setup > Object Manager > Fields & Relationships."),
    DOCTOR_RECORD_TYPE(
            "DOCTOR-005",
            "There are several record types, and the mapping names none: page and values are those of the default",
            "Map RecordTypeId, or see the default: Setup > Profiles or Permission Sets > Object Settings."),
    DOCTOR_VALIDATION_RULE(
            "DOCTOR-006",
            "A validation rule of this org may refuse what Casewire writes; such rows wait and are tried again",
            "Let it pass for this user where needed: Setup > Object Manager > Validation Rules."),
    DOCTOR_DUPLICATE_RULE(
            "DOCTOR-007",
            "A duplicate rule of this org may refuse what Casewire writes",
            "See what it does on create and edit: Setup > Duplicate Rules."),
    DOCTOR_ASSIGNMENT_RULE(
            "DOCTOR-008",
            "A mapping leaves the owner to the org's assignment rules, and none is active",
            "Activate one: Setup > Case Assignment Rules; or set assignment: false in the mapping."),
    DOCTOR_FLOW(
            "DOCTOR-009",
            "Flows of this org run when Casewire writes: they take time, and may refuse or change rows",
            "See what they do: Setup > Flows."),
    DOCTOR_OWN_FLOW(
            "DOCTOR-010",
            "A flow that tells Casewire what people do is not active",
            "Deploy salesforce-metadata and activate it: Setup > Flows."),
    DOCTOR_PRIVACY(
            "DOCTOR-011",
            "Records of consent cannot be read",
            "Turn on Setup > Data Protection and Privacy, and give read access: Setup > Permission Sets > Casewire Deliver."),
    DOCTOR_PURPOSE(
            "DOCTOR-012",
            "A purpose that needs consent has no counterpart in the org",
            "Create the DataUsePurpose by that name: App Launcher > Data Use Purposes; or correct consent/purposes.yaml."),
    DOCTOR_CONSENT_STREAM(
            "DOCTOR-013",
            "Consent is heard of by asking every few minutes only, not within moments",
            "Turn on Setup > Consent Event Stream, and name org.pubSub in casewire.yaml."),
    DOCTOR_PERMISSION_SET(
            "DOCTOR-014",
            "The user does not have Casewire's permission set",
            "Assign it: Setup > Permission Sets > Casewire Deliver > Manage Assignments."),
    DOCTOR_ADMIN(
            "DOCTOR-015",
            "The user may do more than Casewire needs",
            "Use a user of its own with the licence Salesforce Integration: Setup > Users."),
    DOCTOR_TRIAL("DOCTOR-016", "The org is a trial that ends soon", "Extend it: Setup > Company Information."),
    DOCTOR_HIDDEN(
            "DOCTOR-017",
            "This user may not see a part of the setup, so nothing can be said of it",
            "Look in Setup; or give the user View Setup and Configuration for this check."),
    DOCTOR_CLOCK(
            "DOCTOR-018",
            "This machine's clock differs from the org's: logins by certificate fail, and times in Cases are wrong",
            "Let the machine keep its time by NTP."),
    DOCTOR_CERTIFICATE(
            "DOCTOR-019",
            "A certificate is not valid, or not for long any more",
            "Renew it, and put the new one in the file's place; for the org's client: Setup > External Client App Manager."),
    DOCTOR_DISK(
            "DOCTOR-020",
            "There is little room on the disk: Kafka and MQTT keep everything there",
            "Make room, or name another dataFolder in casewire.yaml."),
    DOCTOR_VALUE(
            "DOCTOR-021",
            "A mapping gives a field what it does not take: every row with that value is refused",
            "Correct the mapping, or the field: Setup > Object Manager > Fields & Relationships."),

    KAFKA_UNREACHABLE("KAFKA-001", "Kafka does not answer", "Check the address; it is tried again by itself."),
    KAFKA_TOPIC("KAFKA-002", "A topic is missing or set up otherwise than needed", "Create it as the reference says."),
    KAFKA_LOGIN(
            "KAFKA-003",
            "Kafka refuses the login, the certificate or the permission",
            "Check kafka.client in casewire.yaml and the permissions on the cluster."),
    MQTT_UNREACHABLE("MQTT-001", "The MQTT broker does not answer", "Check the URL; it is tried again by itself."),

    PIPELINE_FAULT(
            "PIPELINE-001",
            "Casewire failed on a reading; the reading is kept as a dead letter",
            "Report it with the reading's id; it can be decided again after a fix."),

    DEAD_LETTER(
            "LETTER-001",
            "Nothing can be done with a dead letter as asked",
            "Look at it: casewire dead-letters list, show."),
    EXPLAIN_NOT_KEPT("EXPLAIN-001", "This is no longer kept, or never was", "Check the id, or raise the retention."),
    NOT_RUNNING("CLI-001", "No running Casewire was found", "Start it: casewire run"),
    USAGE("CLI-002", "The command cannot be carried out as given", "Run it with --help.");

    private final String id;
    private final String title;
    private final String action;

    FindingCode(String id, String title, String action) {
        this.id = id;
        this.title = title;
        this.action = action;
    }

    public String id() {
        return id;
    }

    public String title() {
        return title;
    }

    public String action() {
        return action;
    }
}
