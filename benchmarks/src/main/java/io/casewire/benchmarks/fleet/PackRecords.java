package io.casewire.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.generator.Generator.OptIn;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The records of a generator's devices in an org. Devices that have an Asset there stay as they are. */
public final class PackRecords {
    private final OrgClient org;

    public PackRecords(OrgClient org) {
        this.org = org;
    }

    /**
     * An Account for all of them, for each device an Asset, and where it is a person's a Contact and an Individual; what they
     * said yes to, and the Campaign whose members they may become.
     */
    public void ensure(Generator generator) throws IOException, InterruptedException {
        String account = idOf("Account", "Casewire " + generator.name());
        Set<String> missing = generator.deviceIds();
        for (JsonNode asset :
                org.query("SELECT Casewire_Device_Id__c FROM Asset WHERE AccountId = '" + account + "'")) {
            missing.remove(asset.path("Casewire_Device_Id__c").asText());
        }
        List<String> devices = List.copyOf(missing);
        List<String> contacts = generator.ofPersons() ? contacts(generator, devices, account) : List.of();
        List<ObjectNode> assets = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            ObjectNode asset = OrgClient.record("Asset")
                    .put("Casewire_Device_Id__c", devices.get(i))
                    .put("Name", devices.get(i))
                    .put("AccountId", account);
            if (!contacts.isEmpty()) {
                asset.put("ContactId", contacts.get(i));
            }
            assets.add(asset);
        }
        org.upsert("Asset", "Casewire_Device_Id__c", assets);
        if (!generator.campaign().isEmpty()) {
            ObjectNode campaign = OrgClient.record("Campaign")
                    .put("Name", generator.campaign())
                    .put("IsActive", true)
                    .put("Casewire_Key__c", generator.campaign());
            org.upsert("Campaign", "Casewire_Key__c", List.of(campaign));
        }
    }

    /** Of the record with that name, which is made where there is none. */
    private String idOf(String type, String name) throws IOException, InterruptedException {
        List<JsonNode> found = org.query("SELECT Id FROM " + type + " WHERE Name = '" + name + "'");
        return found.isEmpty()
                ? org.create(List.of(OrgClient.record(type).put("Name", name))).get(0)
                : found.get(0).path("Id").asText();
    }

    private List<String> contacts(Generator generator, List<String> devices, String account)
            throws IOException, InterruptedException {
        List<String> individuals = org.create(devices.stream()
                .map(device -> OrgClient.record("Individual").put("LastName", device))
                .toList());
        List<ObjectNode> contacts = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            contacts.add(OrgClient.record("Contact")
                    .put("LastName", devices.get(i))
                    .put("AccountId", account)
                    .put("IndividualId", individuals.get(i)));
        }
        OptIn optIn = generator.optIn();
        if (optIn != null) {
            Set<String> willing = generator.willing();
            List<String> saying = new ArrayList<>();
            for (int i = 0; i < devices.size(); i++) {
                if (willing.contains(devices.get(i))) {
                    saying.add(individuals.get(i));
                }
            }
            sayYes(saying, optIn.purpose());
        }
        return org.create(contacts);
    }

    private void sayYes(List<String> individuals, String purposeName) throws IOException, InterruptedException {
        String purpose = idOf("DataUsePurpose", purposeName);
        // What was said before that is nobody's to process.
        String before = Instant.now().minus(Duration.ofDays(30)).toString();
        org.create(individuals.stream()
                .map(individual -> OrgClient.record("ContactPointTypeConsent")
                        .put("Name", purposeName)
                        .put("PartyId", individual)
                        .put("ContactPointType", "Email")
                        .put("PrivacyConsentStatus", "OptIn")
                        .put("DataUsePurposeId", purpose)
                        .put("CaptureDate", before))
                .toList());
    }
}
