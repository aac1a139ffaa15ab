package io.casewire.salesforce;

import io.casewire.stream.PartyTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Which person an id stands for that is no Individual's: a Contact, the Account of a Person Account, or a contact point that
 * somebody said something to. Safe for use by several threads.
 */
final class Givers {
    private final PartyTable parties;
    private final Map<String, String> accounts = new ConcurrentHashMap<>();
    private final Map<String, String> contactPoints = new ConcurrentHashMap<>();

    private final Consumer<String> formerOwners;

    /** @param formerOwners hears of people who gave a contact point away */
    Givers(PartyTable parties, Consumer<String> formerOwners) {
        this.parties = parties;
        this.formerOwners = formerOwners;
    }

    /** @param id of a Contact, or the Individual itself */
    void account(String account, String id) {
        accounts.put(account, id);
    }

    /** @param owner as the org has it */
    void contactPoint(String point, String owner) {
        String before = contactPoints.put(point, owner);
        if (before != null && !before.equals(owner)) {
            formerOwners.accept(personOf(before));
        }
    }

    /**
     * As far as it was read: of a contact point that was moved since, the owner before.
     *
     * @return the id itself where nothing is known of it
     */
    String personOf(String id) {
        String owner = contactPoints.getOrDefault(id, id);
        return parties.individualOf(accounts.getOrDefault(owner, owner));
    }
}
