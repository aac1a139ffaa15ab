package io.casewire.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An MQTT 5 broker (Artemis) in this process, journaled on a data folder.
 *
 * <p>A message it acknowledged survives kill -9 of this process; a machine that loses power may lose what its page cache
 * held. When its memory is full publishers wait until subscribers have caught up.
 */
public final class EmbeddedMqtt implements AutoCloseable {
    /** By Artemis' own estimate, which is about half of what the heap holds. */
    private static final long MAX_BYTES = 32L * 1024 * 1024;

    private final ActiveMQServerImpl server;
    private final int port;

    private EmbeddedMqtt(ActiveMQServerImpl server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the broker and returns when it takes connections.
     *
     * @param port wanted port; the next free one is taken when it is busy
     */
    public static EmbeddedMqtt start(Path folder, int port) throws IOException {
        return start(folder, port, Map.of());
    }

    /** @param more settings of the acceptor by Artemis' own names, over ours */
    static EmbeddedMqtt start(Path folder, int port, Map<String, Object> more) throws IOException {
        int free = Ports.freeFrom(port);
        Map<String, Object> acceptor =
                new HashMap<>(Map.of("host", "127.0.0.1", "port", free, "protocols", "MQTT", "tcpNoDelay", true));
        acceptor.putAll(more);
        ActiveMQServerImpl server = new ActiveMQServerImpl(configuration(folder, acceptor));
        try {
            server.start();
            server.getRemotingService().addIncomingInterceptor(new Backpressure(server.getPagingManager()));
        } catch (Exception e) {
            throw new IOException("the MQTT broker does not start on " + folder, e);
        }
        return new EmbeddedMqtt(server, free);
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            server.stop(false);
        } catch (Exception e) {
            throw new IllegalStateException("the MQTT broker does not stop", e);
        }
    }

    private static Configuration configuration(Path folder, Map<String, Object> acceptor) {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setName("casewire-mqtt");
        configuration.setPersistenceEnabled(true);
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.setJournalDirectory(folder.resolve("journal").toString());
        configuration.setBindingsDirectory(folder.resolve("bindings").toString());
        configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
        configuration.setPagingDirectory(folder.resolve("paging").toString());
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalDatasync(false);
        configuration.setJournalBufferTimeout_NIO(1_000_000);
        configuration.setJournalMinFiles(2);
        configuration.setJournalPoolFiles(4);
        configuration.setMessageExpiryScanPeriod(30_000);
        configuration.setGlobalMaxSize(MAX_BYTES);
        configuration.addAcceptorConfiguration(
                new TransportConfiguration(NettyAcceptorFactory.class.getName(), acceptor, "mqtt"));
        configuration.addAddressSetting("#", everyAddress());
        return configuration;
    }

    private static AddressSettings everyAddress() {
        return new AddressSettings()
                // With Backpressure. Paging would open files for every topic, and read them back a tenth as fast.
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK)
                // A message that was never acknowledged is delivered again, however often; it is never put aside.
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(0);
    }
}
