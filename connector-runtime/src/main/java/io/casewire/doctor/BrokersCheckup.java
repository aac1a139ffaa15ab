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
        URI address = URI.create(url);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), PATIENCE_MILLIS);
            checkup.ok(Area.BROKERS, "MQTT at " + url + ": it takes connections");
        } catch (IOException | IllegalArgumentException e) {
            checkup.problem(
                    Area.BROKERS,
                    new Finding(FindingCode.MQTT_UNREACHABLE, url, e.getClass().getSimpleName() + "."));
        }
    }
}
