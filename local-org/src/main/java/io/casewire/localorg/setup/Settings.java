package io.casewire.localorg.setup;

/**
 * What can be switched while the org runs. Where Salesforce's own value is not certain, it is here to be chosen.
 *
 * @param consentEventStream whether changes of consent are published as ConsentEvent
 * @param duplicateRules whether a new Account, Contact or Lead that equals an existing one is refused
 * @param usernamePasswordLogin whether the password grant and SOAP login are answered, for old clients
 * @param masterCasesKeepLosers whether merged Cases stay, closed, instead of being deleted
 * @param dataStorageMb what the org may hold; a record counts 2 KB
 * @param concurrentLongRequests how many long requests may run at the same time
 * @param longRequestSeconds from when on a request is a long one
 * @param limitsLagSeconds how old the numbers of {@code /limits} are
 * @param rowLockMillis how long a write holds the parents of its rows; 0 holds none
 * @param keepAliveSeconds how long a subscription that is owed events stays silent
 * @param subscribeIdleSeconds how long a subscription with nothing outstanding stays open
 * @param publishIdleSeconds how long a publish stream without a request stays open
 * @param bulkPauseMillis how long a bulk job rests between two batches, so that its states can be seen
 * @param deployPauseMillis how long a deploy waits before it begins, so that it can be cancelled
 */
public record Settings(
        boolean consentEventStream,
        boolean duplicateRules,
        boolean usernamePasswordLogin,
        boolean masterCasesKeepLosers,
        int dataStorageMb,
        int concurrentLongRequests,
        int longRequestSeconds,
        int limitsLagSeconds,
        int rowLockMillis,
        int keepAliveSeconds,
        int subscribeIdleSeconds,
        int publishIdleSeconds,
        int bulkPauseMillis,
        int deployPauseMillis) {

    /** As a new org has them. */
    public static final Settings DEFAULT =
            new Settings(false, false, true, false, 10_240, 25, 20, 300, 0, 270, 60, 70, 0, 0);

    public Settings {
        requireNotNegative("dataStorageMb", dataStorageMb);
        requireNotNegative("concurrentLongRequests", concurrentLongRequests);
        requireNotNegative("longRequestSeconds", longRequestSeconds);
        requireNotNegative("limitsLagSeconds", limitsLagSeconds);
        requireNotNegative("rowLockMillis", rowLockMillis);
        requireNotNegative("bulkPauseMillis", bulkPauseMillis);
        requireNotNegative("deployPauseMillis", deployPauseMillis);
        requirePositive("keepAliveSeconds", keepAliveSeconds);
        requirePositive("subscribeIdleSeconds", subscribeIdleSeconds);
        requirePositive("publishIdleSeconds", publishIdleSeconds);
    }

    private static void requireNotNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be greater than zero: " + value);
        }
    }
}
