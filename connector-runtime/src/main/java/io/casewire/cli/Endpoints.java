package io.casewire.cli;

import io.casewire.config.Settings;
import java.io.PrintWriter;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Says where everything listens, and that a wanted port was busy. */
final class Endpoints {
    private Endpoints() {}

    static void print(Instance instance, Settings settings, PrintWriter out) {
        String kafka = instance.brokers().kafka().bootstrapServers();
        line(
                out,
                "Kafka",
                kafka,
                settings.kafka().bootstrapServers(),
                settings.kafka().port(),
                "tcp://" + kafka);
        String mqtt = instance.brokers().mqttUrl();
        line(out, "MQTT 5", mqtt, settings.mqtt().url(), settings.mqtt().port(), mqtt);
        String org = instance.brokers().orgUrl();
        line(out, "org", org, settings.org().url(), settings.org().port(), org);
        String console = instance.consoleUrl();
        line(out, "console", console, null, settings.console().port(), console);
        out.flush();
    }

    private static void line(
            PrintWriter out, String name, String shown, @Nullable String configured, int wanted, String url) {
        // A list of several servers has no one port to compare.
        boolean moved = configured == null && wanted != 0 && URI.create(url).getPort() != wanted;
        out.printf("  %-8s %s%s%n", name, shown, moved ? "   (port " + wanted + " is busy)" : "");
    }
}
