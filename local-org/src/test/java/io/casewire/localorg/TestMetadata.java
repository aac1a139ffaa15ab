package io.casewire.localorg;

import java.util.Map;
import java.util.TreeMap;

/** A small project: an object with most kinds of fields, fields on standard objects, an event and a permission set. */
public final class TestMetadata {
    private static final String NS = " xmlns=\"http://soap.sforce.com/2006/04/metadata\"";

    private TestMetadata() {}

    public static Map<String, String> project() {
        Map<String, String> files = new TreeMap<>();
        files.put("package.xml", manifest("CustomObject", "Incident__c"));
        files.put(
                "objects/Incident__c.object",
                object(
                        "<label>Incident</label><pluralLabel>Incidents</pluralLabel><sharingModel>ReadWrite</sharingModel>"
                                + "<nameField><label>Incident Number</label><type>AutoNumber</type>"
                                + "<displayFormat>I-{0000}</displayFormat></nameField>"
                                + field(
                                        "Key__c",
                                        "<type>Text</type><length>100</length><unique>true</unique><externalId>true</externalId>")
                                + field(
                                        "Plain_Key__c",
                                        "<type>Text</type><length>100</length><externalId>true</externalId>")
                                + field(
                                        "Case__c",
                                        "<type>Lookup</type><referenceTo>Case</referenceTo><relationshipName>Incidents</relationshipName>")
                                + field("Count__c", "<type>Number</type><precision>6</precision><scale>0</scale>")
                                + field("Value__c", "<type>Number</type><precision>8</precision><scale>2</scale>")
                                + field("Seen__c", "<type>DateTime</type>")
                                + field("Day__c", "<type>Date</type>")
                                + field("Open__c", "<type>Checkbox</type><defaultValue>true</defaultValue>")
                                + field(
                                        "State__c",
                                        "<type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition>"
                                                + "<value><fullName>Opened</fullName><default>true</default></value>"
                                                + "<value><fullName>Cleared</fullName><default>false</default></value>"
                                                + "</valueSetDefinition></valueSet>")
                                + "<validationRules><fullName>Cleared_Needs_Count</fullName><active>true</active>"
                                + "<errorConditionFormula>AND(ISPICKVAL(State__c, \"Cleared\"), ISBLANK(Count__c))</errorConditionFormula>"
                                + "<errorDisplayField>Count__c</errorDisplayField>"
                                + "<errorMessage>A cleared incident needs a count.</errorMessage></validationRules>"));
        files.put(
                "objects/Asset/fields/Device_Id__c.field-meta.xml",
                "<CustomField" + NS + "><fullName>Device_Id__c</fullName><label>Device Id</label><type>Text</type>"
                        + "<length>80</length><unique>true</unique><externalId>true</externalId></CustomField>");
        files.put(
                "objects/Case.object",
                object(field(
                        "Key__c",
                        "<type>Text</type><length>100</length><unique>true</unique><externalId>true</externalId>"
                                + "<caseSensitive>true</caseSensitive>")));
        files.put(
                "objects/Signal__e.object",
                object("<label>Signal</label><pluralLabel>Signals</pluralLabel><eventType>HighVolume</eventType>"
                        + "<publishBehavior>PublishAfterCommit</publishBehavior>"
                        + field("Device__c", "<type>Text</type><length>80</length>")
                        + field("Value__c", "<type>Number</type><precision>8</precision><scale>2</scale>")));
        files.put(
                "permissionsets/Deliver.permissionset",
                "<PermissionSet" + NS + "><label>Deliver</label><fieldPermissions><editable>true</editable>"
                        + "<field>Incident__c.Count__c</field><readable>true</readable></fieldPermissions></PermissionSet>");
        return files;
    }

    public static String manifest(String type, String member) {
        return "<Package" + NS + "><types><members>" + member + "</members><name>" + type
                + "</name></types><version>62.0</version></Package>";
    }

    public static String object(String content) {
        return "<CustomObject" + NS + ">\n" + content + "\n</CustomObject>";
    }

    public static String field(String name, String content) {
        return "<fields><fullName>" + name + "</fullName><label>"
                + name.replace("__c", "").replace('_', ' ') + "</label>" + content + "</fields>\n";
    }
}
