package io.casewire.embedded;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.remoting.Connection;

/**
 * Stops reading from whoever publishes while the broker's memory is full; TCP then makes the publisher wait. Artemis does
 * this for its other protocols and not for MQTT, which has no credits.
 */
final class Backpressure implements MQTTInterceptor {
    /** Holds no messages: memory is counted over all topics, and those who wait have to wait somewhere. */
    private static final SimpleString WAITING_ROOM = SimpleString.of("casewire.waiting-publishers");

    private final PagingManager memory;
    private final PagingStore waitingRoom;

    Backpressure(PagingManager memory) throws Exception {
        this.memory = memory;
        this.waitingRoom = memory.getPageStore(WAITING_ROOM);
    }

    @Override
    public boolean intercept(MqttMessage message, RemotingConnection client) {
        if (message.fixedHeader().messageType() == MqttMessageType.PUBLISH && memory.isGlobalFull()) {
            Connection connection = client.getTransportConnection();
            waitingRoom.checkMemory(
                    false, () -> connection.setAutoRead(true), () -> connection.setAutoRead(false), waiting -> {});
        }
        return true;
    }
}
