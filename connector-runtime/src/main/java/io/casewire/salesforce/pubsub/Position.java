package io.casewire.salesforce.pubsub;

import java.util.HexFormat;

/** A place in a topic's stream, between two events. What is in it is Salesforce's business. */
public record Position(String hex) {
    private static final HexFormat HEX = HexFormat.of();

    static Position of(byte[] replayId) {
        return new Position(HEX.formatHex(replayId));
    }

    byte[] replayId() {
        return HEX.parseHex(hex);
    }
}
