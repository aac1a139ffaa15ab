package io.casewire.benchmarks.org;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The object and the event that the loads write, as a folder to deploy. */
public final class BenchMetadata {
    private static final String NS = " xmlns=\"http://soap.sforce.com/2006/04/metadata\"";
    private static final String FIELDS = field("Device__c", "<type>Text</type><length>80</length>")
            + field("Message__c", "<type>Text</type><length>255</length>")
            + field("Value__c", "<type>Number</type><precision>12</precision><scale>2</scale>")
            + field("Count__c", "<type>Number</type><precision>8</precision><scale>0</scale>")
            + field("Seen__c", "<type>DateTime</type>")
            + field("Open__c", "<type>Checkbox</type><defaultValue>false</defaultValue>");

    private BenchMetadata() {}

    public static void write(Path folder) throws IOException {
        Path objects = Files.createDirectories(folder.resolve("objects"));
        Files.writeString(
                objects.resolve("Bench_Row__c.object"),
                object("<label>Bench Row</label><pluralLabel>Bench Rows</pluralLabel>"
                        + "<sharingModel>ReadWrite</sharingModel><nameField><label>Number</label>"
                        + "<type>AutoNumber</type><displayFormat>B-{0000}</displayFormat></nameField>"
                        + field(
                                "Key__c",
                                "<type>Text</type><length>80</length><unique>true</unique><externalId>true</externalId>")
                        + FIELDS
                        + field(
                                "State__c",
                                "<type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition>"
                                        + value("Opened") + value("Updated") + value("Cleared")
                                        + "</valueSetDefinition></valueSet>")));
        Files.writeString(
                objects.resolve("Bench_Event__e.object"),
                object("<label>Bench Event</label><pluralLabel>Bench Events</pluralLabel>"
                        + "<eventType>HighVolume</eventType><publishBehavior>PublishAfterCommit</publishBehavior>"
                        + field("Key__c", "<type>Text</type><length>80</length>")
                        + FIELDS
                        + field("State__c", "<type>Text</type><length>20</length>")));
    }

    private static String object(String content) {
        return "<CustomObject" + NS + ">" + content + "</CustomObject>";
    }

    private static String field(String name, String content) {
        return "<fields><fullName>" + name + "</fullName><label>" + name.replace("__c", "") + "</label>" + content
                + "</fields>";
    }

    private static String value(String name) {
        return "<value><fullName>" + name + "</fullName><default>false</default></value>";
    }
}
