package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** People who work in the org all the while: they object to what is done with their data, and close Cases. */
final class People implements AutoCloseable {
    private static final long PAUSE_MILLIS = 3_000;

    /** Whoever has a Case at the moment first: about that person something is being written. */
    private static final List<String> WILLING = List.of(
            "SELECT Contact.IndividualId FROM Case WHERE IsClosed = false AND Contact.IndividualId != null"
                    + " AND Contact.Individual.HasOptedOutProcessing = false ORDER BY CreatedDate DESC LIMIT 1",
            "SELECT Contact.IndividualId FROM Asset WHERE Contact.IndividualId != null"
                    + " AND Contact.Individual.HasOptedOutProcessing = false ORDER BY Id LIMIT 50");

    private final OrgClient org;
    private final Random random;
    private final Set<String> objected = ConcurrentHashMap.newKeySet();
    private final Set<String> closed = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    private People(OrgClient org, long seed) {
        this.org = org;
        this.random = new Random(seed);
        this.thread = new Thread(this::act, "people");
    }

    static People start(OrgClient org, long seed) {
        People people = new People(org, seed);
        people.thread.setDaemon(true);
        people.thread.start();
        return people;
    }

    private void act() {
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                try {
                    object();
                    close("SELECT Id FROM Case WHERE IsClosed = false ORDER BY CreatedDate LIMIT 1");
                } catch (IOException e) {
                    // The org is away, or does not answer: whether it was done, its log says.
                    Thread.sleep(PAUSE_MILLIS / 2);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void object() throws IOException, InterruptedException {
        for (String soql : WILLING) {
            List<JsonNode> found = org.query(soql);
            if (!found.isEmpty()) {
                String person = found.get(random.nextInt(found.size()))
                        .path("Contact")
                        .path("IndividualId")
                        .asText();
                org.update("Individual", person, "{\"HasOptedOutProcessing\": true}");
                objected.add(person);
                return;
            }
        }
    }

    private void close(String soql) throws IOException, InterruptedException {
        List<JsonNode> open = org.query(soql);
        if (!open.isEmpty()) {
            String id = open.get(0).path("Id").asText();
            org.update("Case", id, "{\"Status\": \"Closed\"}");
            closed.add(id);
        }
    }

    /** The Individuals whose objection the org confirmed. */
    Set<String> objected() {
        return Set.copyOf(objected);
    }

    /** The Cases whose closing the org confirmed. */
    Set<String> closed() {
        return Set.copyOf(closed);
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(PAUSE_MILLIS);
    }
}
