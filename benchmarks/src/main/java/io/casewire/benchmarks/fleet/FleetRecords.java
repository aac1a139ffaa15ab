package io.casewire.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.benchmarks.machine.Devices;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/** The fleet's records in an org. What is there stays as it is, so a second run adds nothing. */
public final class FleetRecords {
    /** Where the connector registers devices nobody knows. */
    private static final String UNASSIGNED = "Unassigned devices";

    private static final int CUSTOMERS = 5;
    private static final String OWNER = "Owner of ";

    private final OrgClient org;
    private final int devices;
    private final long seed;
    private final double optedOutShare;

    /** How many records were created. */
    public record Created(int accounts, int individuals, int contacts, int assets) {}

    /** @param optedOutShare of the persons, 0 to 1 */
    public FleetRecords(OrgClient org, int devices, long seed, double optedOutShare) {
        this.org = org;
        this.devices = devices;
        this.seed = seed;
        this.optedOutShare = optedOutShare;
    }

    public Created ensure() throws IOException, InterruptedException {
        Map<String, String> accounts = idsByName("SELECT Id, Name FROM Account", "Name");
        int newAccounts = createAccounts(accounts);
        Map<String, String> individuals = owners("Individual");
        int newIndividuals = createOwners("Individual", individuals, this::individual);
        Map<String, String> contacts = owners("Contact");
        int newContacts = createOwners("Contact", contacts, number -> contact(number, accounts, individuals));
        return new Created(newAccounts, newIndividuals, newContacts, createAssets(accounts, contacts));
    }

    /** Whether the person who owns this machine objects to processing. */
    static boolean optsOut(int number, long seed, double share) {
        return new SplittableRandom(seed * 1_000_003 + number).nextDouble() < share;
    }

    private int createAccounts(Map<String, String> accounts) throws IOException, InterruptedException {
        List<String> missing = new ArrayList<>();
        missing.add(UNASSIGNED);
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            missing.add(customer(customer));
        }
        missing.removeAll(accounts.keySet());
        List<String> ids = org.create(missing.stream()
                .map(name -> OrgClient.record("Account").put("Name", name))
                .toList());
        for (int i = 0; i < ids.size(); i++) {
            accounts.put(missing.get(i), ids.get(i));
        }
        return ids.size();
    }

    private Map<String, String> owners(String type) throws IOException, InterruptedException {
        return idsByName("SELECT Id, LastName FROM " + type + " WHERE LastName LIKE '" + OWNER + "%'", "LastName");
    }

    private int createOwners(String type, Map<String, String> owners, java.util.function.IntFunction<ObjectNode> record)
            throws IOException, InterruptedException {
        List<ObjectNode> missing = new ArrayList<>();
        for (int number = 1; number <= devices; number++) {
            if (Devices.ownedByPerson(number) && !owners.containsKey(owner(number))) {
                missing.add(record.apply(number));
            }
        }
        List<String> ids = org.create(missing);
        for (int i = 0; i < ids.size(); i++) {
            owners.put(missing.get(i).path("LastName").asText(), ids.get(i));
        }
        return ids.size();
    }

    private ObjectNode individual(int number) {
        return OrgClient.record("Individual")
                .put("LastName", owner(number))
                .put("HasOptedOutProcessing", optsOut(number, seed, optedOutShare));
    }

    private ObjectNode contact(int number, Map<String, String> accounts, Map<String, String> individuals) {
        return OrgClient.record("Contact")
                .put("LastName", owner(number))
                .put("AccountId", id(accounts, customer(number)))
                .put("IndividualId", id(individuals, owner(number)));
    }

    private int createAssets(Map<String, String> accounts, Map<String, String> contacts)
            throws IOException, InterruptedException {
        Set<String> known = new HashSet<>();
        // A device that was heard before anybody said whose it is stands under the account for such: it moves.
        for (JsonNode asset : org.query("SELECT Casewire_Device_Id__c FROM Asset WHERE Casewire_Device_Id__c != null"
                + " AND AccountId != '" + id(accounts, UNASSIGNED) + "'")) {
            known.add(asset.path("Casewire_Device_Id__c").asText());
        }
        List<ObjectNode> missing = new ArrayList<>();
        for (int number = 1; number <= devices; number++) {
            if (!known.contains(Devices.id(number))) {
                missing.add(asset(number, accounts, contacts));
            }
        }
        return org.upsert("Asset", "Casewire_Device_Id__c", missing).size();
    }

    private static ObjectNode asset(int number, Map<String, String> accounts, Map<String, String> contacts) {
        ObjectNode asset = OrgClient.record("Asset")
                .put("Casewire_Device_Id__c", Devices.id(number))
                .put("Name", "Press " + number)
                .put("AccountId", id(accounts, customer(number)));
        if (Devices.ownedByPerson(number)) {
            asset.put("ContactId", id(contacts, owner(number)));
        }
        return asset;
    }

    private Map<String, String> idsByName(String soql, String field) throws IOException, InterruptedException {
        Map<String, String> ids = new LinkedHashMap<>();
        for (JsonNode record : org.query(soql)) {
            ids.putIfAbsent(record.path(field).asText(), record.path("Id").asText());
        }
        return ids;
    }

    private static String id(Map<String, String> ids, String name) {
        return Objects.requireNonNull(ids.get(name), name);
    }

    private static String customer(int number) {
        return "Customer " + (Math.floorMod(number, CUSTOMERS) + 1);
    }

    private static String owner(int number) {
        return OWNER + Devices.id(number);
    }
}
