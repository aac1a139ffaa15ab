package io.casewire.cli;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.ingest.Format;
import io.casewire.ingest.Recording;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        header = "Publishes a recording in CSV over MQTT, as its devices would.",
        description = {
            "Only the columns that the format declares go on the wire, so labels stay behind.",
            "Row n happens at the start time plus n seconds."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final int MOST_IN_FLIGHT = 200;

    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "FILE", description = "the recording")
    private Path file;

    @Option(names = "--format", required = true, paramLabel = "NAME", description = "the format of its rows")
    private String format;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "messages a second; 0 for as fast as possible (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description = "event time of the first row, ISO 8601 (default: so that the last row is now)")
    private @Nullable Instant start;

    @Option(names = "--broker", paramLabel = "URL", description = "tcp://host:port (default: the running connector's)")
    private @Nullable URI broker;

    @Option(names = "--json", description = "print one JSON object at the end, and no progress")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    ReplayCommand() {}

    @Override
    public Integer call() throws Exception {
        Content content =
                ConfigOption.content(ContentFiles.read(config.settings().contentFolder()));
        Format declared = content.formats().stream()
                .filter(it -> it.isOfDevices() && it.name().equals(format))
                .findFirst()
                .orElseThrow(() -> usage("there is no format '" + format + "' under mappings/formats."));
        long rows = rows();
        Instant first = start == null ? Instant.now().minusSeconds(rows) : start;
        URI url = broker == null ? URI.create(config.running().path("mqtt").asText()) : broker;
        AtomicLong acknowledged = new AtomicLong();
        long published;
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier("casewire-replay-" + ProcessHandle.current().pid())
                .serverHost(url.getHost())
                .serverPort(url.getPort())
                .automaticReconnectWithDefaultConfig()
                // A broker that comes back without our session gets again what it never acknowledged.
                .addDisconnectedListener(context -> context.getReconnector().republishIfSessionExpired(true))
                .buildAsync();
        client.connectWith().sessionExpiryInterval(3_600).send().get(20, TimeUnit.SECONDS);
        try (Recording recording = open(declared);
                ProgressBar progress = Progress.of("replay", rows, json)) {
            published =
                    publish(client, declared, recording.messages(first, Duration.ofSeconds(1)), progress, acknowledged);
        } finally {
            client.disconnect();
        }
        report(published, acknowledged.get(), first);
        return published == acknowledged.get() ? 0 : Main.FAILED;
    }

    private long publish(
            Mqtt5AsyncClient client,
            Format declared,
            Iterator<Recording.Message> messages,
            ProgressBar progress,
            AtomicLong acknowledged)
            throws InterruptedException {
        Semaphore window = new Semaphore(MOST_IN_FLIGHT);
        long begin = System.nanoTime();
        long published = 0;
        while (messages.hasNext()) {
            Recording.Message message = messages.next();
            if (rate > 0) {
                LockSupport.parkNanos(begin + published * 1_000_000_000L / rate - System.nanoTime());
            }
            window.acquire();
            client.publishWith()
                    .topic(declared.topicOf(message.device()))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(message.payload())
                    .send()
                    .whenComplete((result, failure) -> {
                        if (failure == null && result.getError().isEmpty()) {
                            acknowledged.incrementAndGet();
                        }
                        window.release();
                    });
            published++;
            progress.step();
        }
        window.tryAcquire(MOST_IN_FLIGHT, 180, TimeUnit.SECONDS);
        return published;
    }

    private void report(long published, long acknowledged, Instant first) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(
                    Map.of("published", published, "acknowledged", acknowledged, "start", first.toString())));
        } else {
            out.println("published " + published + " rows from " + first + ", acknowledged " + acknowledged);
        }
        out.flush();
    }

    private Recording open(Format declared) throws IOException {
        try {
            return Recording.open(file, declared);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage() + ".");
        }
    }

    private long rows() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw usage("there is no file " + file + ".");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return Math.max(0, lines.filter(line -> !line.isBlank()).count() - 1);
        }
    }

    private static FindingException usage(String what) {
        return new FindingException(List.of(new Finding(FindingCode.USAGE, "casewire replay", what)));
    }
}
