package io.casewire.benchmarks.load;

import io.casewire.benchmarks.machine.Devices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load kafka}: writes readings into the readings topic as ingest would. */
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        description = "Writes readings into the readings topic, as fast as Kafka takes them.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:Kafka acknowledged every reading", "1:it refused some", "2:wrong arguments", "3:failed"})
final class KafkaLoad implements Callable<Integer> {
    @Option(names = "--kafka", required = true, description = "bootstrap servers")
    private String kafka = "";

    @Option(names = "--topic", required = true, description = "the readings topic")
    private String topic = "";

    @Option(names = "--readings", required = true, description = "how many")
    private int readings;

    @Option(names = "--devices", required = true, description = "of how many machines")
    private int devices;

    @Option(names = "--opening", defaultValue = "0", description = "percent that open an episode, 0 or 1")
    private int opening;

    @Mixin
    private PackMix mix = new PackMix();

    private int round = -1;
    private Instant time = Instant.EPOCH;

    @Override
    public Integer call() throws IOException {
        List<@Nullable PackReadings> shares = mix.turns();
        Readings made = new Readings(Long.toString(System.nanoTime(), 36), devices, opening, this::timeOf);
        AtomicInteger refused = new AtomicInteger();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", kafka,
                        "acks", "all",
                        "linger.ms", "20",
                        "batch.size", "131072",
                        "buffer.memory", "67108864",
                        "delivery.timeout.ms", "600000"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            int machines = 0;
            for (int seq = 0; seq < readings; seq++) {
                PackReadings pack = shares.get(seq % shares.size());
                ProducerRecord<String, byte[]> record = pack == null ? record(made, machines++) : record(pack.next());
                producer.send(record, (metadata, failure) -> {
                    if (failure != null) {
                        refused.incrementAndGet();
                    }
                });
            }
            producer.flush();
        }
        System.out.println("{\"refused\":" + refused.get() + "}");
        return refused.get() == 0 ? 0 : 1;
    }

    /** Measured as it is sent: what is of long ago is a backlog, and makes no Cases. */
    private Instant timeOf(int asked) {
        if (asked != round) {
            round = asked;
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            time = now.isAfter(time) ? now : time.plusMillis(1);
        }
        return time;
    }

    private ProducerRecord<String, byte[]> record(Readings made, int seq) {
        String device = Devices.id(made.device(seq));
        return record(device, made.payload(seq), "machine-maintenance", "devices/" + device + "/telemetry");
    }

    private ProducerRecord<String, byte[]> record(PackReadings.Said said) {
        return record(said.device(), said.payload(), said.format(), said.topic());
    }

    private ProducerRecord<String, byte[]> record(String device, byte[] payload, String format, String saidOn) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, device, payload);
        record.headers()
                .add("casewire-version", ascii("1"))
                .add("casewire-format", ascii(format))
                .add("casewire-source", ascii("kafka"))
                .add("casewire-topic", ascii(saidOn));
        return record;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
