package io.casewire.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.generator.Opened;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an org holds of a generator's devices. */
final class PackResults {
    private final OrgClient org;

    PackResults(OrgClient org) {
        this.org = org;
    }

    /** Each Case with the event time at which its condition was seen first. */
    List<Opened> cases(Generator generator) throws IOException, InterruptedException {
        Set<String> devices = generator.deviceIds();
        List<Opened> cases = new ArrayList<>();
        for (JsonNode row : org.query("SELECT Casewire_Episode_Key__c, Casewire_First_Seen__c FROM Case"
                + " WHERE Casewire_Episode_Key__c != null AND Casewire_First_Seen__c != null")) {
            EpisodeKey key =
                    EpisodeKey.parse(row.path("Casewire_Episode_Key__c").asText());
            if (key != null && devices.contains(key.device())) {
                Instant seen = OrgCases.time(row.path("Casewire_First_Seen__c"));
                cases.add(new Opened(key.device(), key.condition(), seen));
            }
        }
        return cases;
    }

    /** The devices of the campaign's members: a Contact is called as its device. */
    List<String> members(Generator generator) throws IOException, InterruptedException {
        List<String> members = new ArrayList<>();
        for (JsonNode row : org.query("SELECT Contact.LastName FROM CampaignMember WHERE Campaign.Casewire_Key__c = '"
                + generator.campaign() + "'")) {
            members.add(row.path("Contact").path("LastName").asText());
        }
        return members;
    }
}
