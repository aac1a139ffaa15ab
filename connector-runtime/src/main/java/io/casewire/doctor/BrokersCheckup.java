package io.casewire.doctor;

import io.casewire.doctor.Checkup.Area;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.ClusterInfo;
import io.casewire.stream.KafkaSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Kafka and MQTT, where they are somebody else's. */
public final class BrokersCheckup {
    private static final int PATIENCE_MILLIS = 5_000;

    private final Checkup checkup;

    public BrokersCheckup(Checkup checkup) {
        this.checkup = checkup;
    }

    /** @param kafka null when it starts with Casewire */
    public void kafka(@Nullable KafkaSettings kafka) throws InterruptedException {
        if (kafka == null) {
            checkup.ok(Area.BROKERS, "Kafka starts with Casewire");
            return;
        }
        try {
            ClusterInfo info = ClusterInfo.of(kafka);
            if (info.brokers() < kafka.replication()) {
                checkup.problem(
                        Area.BROKERS,
                        new Finding(
                                FindingCode.KAFKA_TOPIC,
                                "kafka.replication",
                                "it is " + kafka.replication() + ", and there are " + info.brokers() + " brokers."));
            }
            info.findings().forEach(finding -> checkup.problem(Area.BROKERS, finding));
            checkup.ok(
                    Area.BROKERS,
                    "Kafka at " + kafka.bootstrapServers() + ": " + info.brokers() + " brokers, " + info.topics()
                            + " of " + kafka.topics().all().size() + " topics are there");
        } catch (IOException e) {
            checkup.problem(
                    Area.BROKERS,
                    new Finding(FindingCode.KAFKA_UNREACHABLE, kafka.bootstrapServers(), e.getMessage() + "."));
        }
    }

    /** @param url as in {@code ssl://broker:8883}; null when it starts with Casewire */
    public void mqtt(@Nullable String url) {
        if (url == null) {
            checkup.ok(Area.BROKERS, "MQTT starts with Casewire");
            return;
        }
        try (Socket socket = new Socket()) {
            URI address = URI.create(url);
            // Not getHost(): a name with an underscore is none to URI, and one to MQTT.
            String[] parts = String.valueOf(address.getAuthority()).split(":", 2);
            int standard = address.getScheme().equals("tcp") ? 1883 : 8883;
            int port = parts.length == 2 ? Integer.parseInt(parts[1]) : standard;
            socket.connect(new InetSocketAddress(parts[0], port), PATIENCE_MILLIS);
            checkup.ok(Area.BROKERS, "MQTT at " + url + ": it takes connections");
        } catch (IOException | IllegalArgumentException e) {
            checkup.problem(
                    Area.BROKERS,
                    new Finding(FindingCode.MQTT_UNREACHABLE, url, e.getClass().getSimpleName() + "."));
        }
    }
}
