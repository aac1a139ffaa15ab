package io.casewire.salesforce.pubsub;

import java.time.Duration;

/**
 * How a topic is subscribed to.
 *
 * @param topic such as {@code /event/ConsentEvent}
 * @param batch how many events may be under way, 1 to 100
 * @param begin where a subscription begins that has no position
 * @param whenLost where it goes on when the org does not know its position any more
 * @param silence how long the org may say nothing; it sends a keep-alive every 270 s (Pub/Sub API guide)
 */
public record SubscriptionSettings(String topic, int batch, Start begin, WhenLost whenLost, Duration silence) {
    private static final int MOST = 100;
    private static final Duration SILENCE = Duration.ofMinutes(5);

    /** Where a stream begins. */
    public enum Start {
        EARLIEST,
        LATEST
    }

    /** What to do about a position the org does not know any more. */
    public enum WhenLost {
        EARLIEST,
        LATEST,
        STOP
    }

    public SubscriptionSettings {
        if (batch < 1 || batch > MOST) {
            throw new IllegalArgumentException("a batch holds 1 to " + MOST + " events, not " + batch);
        }
    }

    /** From the next event on; after a lost position from the oldest that is kept. */
    public static SubscriptionSettings of(String topic) {
        return new SubscriptionSettings(topic, MOST, Start.LATEST, WhenLost.EARLIEST, SILENCE);
    }

    public SubscriptionSettings beginning(Start start) {
        return new SubscriptionSettings(topic, batch, start, whenLost, silence);
    }

    public SubscriptionSettings whenLost(WhenLost policy) {
        return new SubscriptionSettings(topic, batch, begin, policy, silence);
    }

    public SubscriptionSettings silence(Duration longest) {
        return new SubscriptionSettings(topic, batch, begin, whenLost, longest);
    }
}
