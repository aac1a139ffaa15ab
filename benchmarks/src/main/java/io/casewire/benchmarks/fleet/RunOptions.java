package io.casewire.benchmarks.fleet;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run does. */
final class RunOptions {
    @Option(names = "--mqtt", required = true, paramLabel = "tcp://HOST:PORT", description = "MQTT 5 broker")
    URI mqtt = URI.create("tcp://localhost:1883");

    @Option(names = "--kafka", required = true, paramLabel = "HOST:PORT", description = "Kafka the connector uses")
    String kafka = "";

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "50",
            description = "machines, press-1 to press-N (default: ${DEFAULT-VALUE})")
    int devices = 50;

    @Option(
            names = "--rate",
            paramLabel = "READINGS_PER_S",
            defaultValue = "1000",
            description = "readings per second of the whole fleet (default: ${DEFAULT-VALUE})")
    double rate = 1000;

    @Option(
            names = "--burst-from",
            paramLabel = "SECONDS",
            description = "from then on readings come at --burst-rate (default: never)")
    @Nullable
    Double burstFrom;

    @Option(
            names = "--burst-rate",
            paramLabel = "READINGS_PER_S",
            defaultValue = "10000",
            description = "readings per second in the burst; as many of them are faults (default: ${DEFAULT-VALUE})")
    double burstRate = 10_000;

    @Option(
            names = "--severe-share",
            paramLabel = "SHARE",
            description = "part of the faults that are of the condition power (default: as many of each)")
    @Nullable
    Double severeShare;

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            description = "how long to publish, e.g. 60 or 60s (default: until SIGTERM)")
    @Nullable
    String length;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "the same seed gives the same readings (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(
            names = "--episodes-per-minute",
            paramLabel = "N",
            defaultValue = "30",
            description = {
                "faults per minute of the whole fleet (default: ${DEFAULT-VALUE});",
                "each machine has each fault at most once in 16 minutes"
            })
    double episodesPerMinute = 30;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "casewire.",
            description = "prefix of the connector's topics (default: ${DEFAULT-VALUE})")
    String topicPrefix = "casewire.";

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            defaultValue = "casewire-decide",
            description = "consumer group that decides (default: ${DEFAULT-VALUE})")
    String group = "casewire-decide";

    @Option(
            names = "--start-delay",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "wait before the first reading (default: ${DEFAULT-VALUE})")
    double startDelay;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "episodes that begin earlier are counted but not timed (default: ${DEFAULT-VALUE})")
    double warmUp;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "longest wait for readings and Cases after the last ack (default: ${DEFAULT-VALUE})")
    double patience = 30;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "1000",
            description = "most messages under way (default: ${DEFAULT-VALUE})")
    int inFlight = 1000;

    @Option(names = "--quiet", description = "print the final line only")
    boolean quiet;

    @Option(names = "--json", description = "JSON lines; this command prints nothing else anyway")
    boolean json;

    /** Null is until somebody stops it. */
    @Nullable
    Duration publishFor() {
        return length == null ? null : seconds(Double.parseDouble(length.replaceFirst("s$", "")));
    }

    Schedule.Pace pace() {
        return burstFrom == null
                ? Schedule.Pace.even(rate)
                : new Schedule.Pace(rate, Math.round(rate * burstFrom), burstRate);
    }

    static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
