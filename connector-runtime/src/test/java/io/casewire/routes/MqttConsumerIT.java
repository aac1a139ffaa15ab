package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.casewire.ConnectorProcess;
import io.casewire.embedded.EmbeddedMqtt;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session outlives connections; what is lost with a broker is subscribed again. */
class MqttConsumerIT {
    private static final int SUBSCRIBE = 8;

    @TempDir
    private Path folder;

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void shouldSubscribeOnlyWhereTheSessionIsNew() throws Exception {
        EmbeddedMqtt mqtt = EmbeddedMqtt.start(Files.createDirectory(folder.resolve("one")), 0);
        int port = mqtt.port();
        try (Network network = new Network(port);
                DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("paho-mqtt5", new MqttComponent());
            camel.addRoutes(route(network.port()));
            camel.start();
            publish(port, "1");
            await().atMost(ConnectorProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(heard).contains("1"));
            assertThat(network.subscribes).hasValue(1);

            // When: connections end, again and again
            for (int i = 0; i < 3; i++) {
                network.cut();
                publish(port, "while away " + i);
                String expected = "while away " + i;
                await().atMost(ConnectorProcess.PATIENCE)
                        .untilAsserted(() -> assertThat(heard).contains(expected));
            }

            // Then
            assertThat(network.subscribes).hasValue(1);

            // When: a broker that knows nothing any more
            mqtt.close();
            mqtt = EmbeddedMqtt.start(Files.createDirectory(folder.resolve("two")), port);
            await().atMost(ConnectorProcess.PATIENCE).until(() -> network.subscribes.get() == 2);

            // Then
            await().atMost(ConnectorProcess.PATIENCE).untilAsserted(() -> {
                // What comes before the broker knows who listens is lost.
                publish(port, "2");
                assertThat(heard).contains("2");
            });
        } finally {
            mqtt.close();
        }
    }

    private RouteBuilder route(int port) {
        String options = "?brokerUrl=tcp://127.0.0.1:" + port + "&clientId=test&qos=1&manualAcksEnabled=true"
                + "&cleanStart=false&sessionExpiryInterval=600&automaticReconnect=true&persistence=MEMORY";
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:devices/+/telemetry" + options)
                        .process(exchange -> heard.add(exchange.getMessage().getBody(String.class)));
            }
        };
    }

    private static void publish(int port, String text) {
        Mqtt5BlockingClient device =
                Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking();
        device.connect();
        device.publishWith()
                .topic("devices/press/telemetry")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(text.getBytes(StandardCharsets.UTF_8))
                .send();
        device.disconnect();
    }

    /** Passes connections on, counts what asks for a subscription, and ends them when told. */
    private static final class Network implements AutoCloseable {
        final AtomicInteger subscribes = new AtomicInteger();
        private final ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private final int target;

        Network(int target) throws IOException {
            this.target = target;
            start(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        void cut() {
            open.forEach(Network::end);
            open.clear();
        }

        private void accept() {
            while (!listening.isClosed()) {
                try {
                    Socket from = listening.accept();
                    open.add(from);
                    Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                    open.add(to);
                    start(() -> packets(from, to));
                    start(() -> bytes(to, from));
                } catch (IOException e) {
                    // nobody is there, or it is over
                    cut();
                }
            }
        }

        /** A packet is a byte whose upper half is its kind, its length seven bits at a time, and so many bytes. */
        private void packets(Socket from, Socket to) {
            try (DataInputStream in = new DataInputStream(from.getInputStream());
                    DataOutputStream out = new DataOutputStream(to.getOutputStream())) {
                while (true) {
                    int kind = in.readUnsignedByte();
                    out.write(kind);
                    int length = 0;
                    int shift = 0;
                    int more;
                    do {
                        more = in.readUnsignedByte();
                        out.write(more);
                        length |= (more & 0x7f) << shift;
                        shift += 7;
                    } while (more > 0x7f);
                    out.write(in.readNBytes(length));
                    if (kind >> 4 == SUBSCRIBE) {
                        subscribes.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                end(to);
            }
        }

        private static void bytes(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // it was cut
            } finally {
                end(to);
            }
        }

        private static void end(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is of no use any more either way
            }
        }

        private static void start(Runnable work) {
            Thread thread = new Thread(work, "network");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listening.close();
            cut();
        }
    }
}
