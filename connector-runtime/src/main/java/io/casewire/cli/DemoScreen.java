package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.config.Settings;
import io.casewire.routes.DeliveryHealth;
import io.casewire.stream.CaseFeed;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The live screen: a line of figures that renews itself, and above it every Case with its reason. */
final class DemoScreen {
    private static final int REMEMBERED = 1_000;

    private final Instance instance;
    private final @Nullable PrintWriter out;
    /** Only a terminal can renew a line. */
    private final boolean terminal = System.console() != null;

    private final Deque<Long> latencies = new ArrayDeque<>();
    private String figures = "";
    /** Done when everything that was said before is published. */
    private final CompletableFuture<@Nullable Void> past = new CompletableFuture<>();

    /** @param out null shows nothing */
    DemoScreen(Instance instance, @Nullable PrintWriter out) {
        this.instance = instance;
        this.out = out;
    }

    synchronized void welcome(Settings settings) {
        PrintWriter screen = out;
        if (screen == null) {
            return;
        }
        Endpoints.print(instance, settings, screen);
        URI mqtt = URI.create(instance.brokers().mqttUrl());
        screen.println();
        screen.println("Publish a fault of your own:");
        screen.printf(
                "  mosquitto_pub -h %s -p %d -V 5 -q 1 -t devices/press-me/telemetry -m '%s'%n",
                mqtt.getHost(),
                mqtt.getPort(),
                "{\"ts\":\"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'\",\"type\":\"L\",\"airTemperature\":300,"
                        + "\"processTemperature\":310,\"rotationalSpeed\":1200,\"torque\":60,\"toolWear\":211}");
        screen.println("Ask why a Case exists:   ./casewire explain <case number>");
        screen.println("Ask the org:             ./casewire org query \"SELECT CaseNumber, Subject FROM Case\"");
        screen.println("Ctrl-C ends.");
        screen.println();
        screen.flush();
    }

    synchronized void opened(CaseFeed.Opened opened) {
        latencies.addLast(opened.millis());
        if (latencies.size() > REMEMBERED) {
            latencies.removeFirst();
        }
        PrintWriter screen = out;
        if (screen != null) {
            clear(screen);
            screen.println("Case  " + opened.reason());
            show(screen);
        }
    }

    /** A line of the fleet: once a second. */
    synchronized void line(JsonNode line) {
        PrintWriter screen = out;
        if (screen == null) {
            return;
        }
        DeliveryHealth delivery = instance.connector().delivery();
        figures = String.format(
                "%,d readings/s   %,d decisions   %,d writes   %,d API calls   %s",
                line.path("readingsPerSecond").asLong(),
                DemoSummary.count(instance.meters(), "casewire.decisions"),
                DemoSummary.count(instance.meters(), "casewire.writes"),
                delivery == null ? 0 : DemoSummary.count(instance.meters(), "casewire.calls"),
                latency());
        clear(screen);
        show(screen);
    }

    /** A line of the devices of packs: once a second. */
    synchronized void published(JsonNode line) {
        if (past.isDone()) {
            return;
        }
        long before = line.path("past").asLong();
        long published = Math.min(line.path("published").asLong(), before);
        PrintWriter screen = out;
        if (screen != null) {
            clear(screen);
            screen.printf("%,d of %,d earlier readings are published%n", published, before);
            show(screen);
        }
        if (published == before) {
            latencies.clear();
            past.complete(null);
        }
    }

    /** Returns when what was said before is published, or whoever publishes it ended. */
    void awaitPast(CompletableFuture<?> publishing) {
        CompletableFuture.anyOf(publishing, past).join();
    }

    private String latency() {
        if (latencies.isEmpty()) {
            return "no Case yet";
        }
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return "latency p50 " + at(sorted, 0.5) + " ms, p95 " + at(sorted, 0.95) + " ms";
    }

    private static long at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }

    private void clear(PrintWriter screen) {
        if (terminal) {
            char[] blanks = new char[figures.length()];
            Arrays.fill(blanks, ' ');
            screen.print("\r" + new String(blanks) + "\r");
        }
    }

    private void show(PrintWriter screen) {
        if (terminal) {
            screen.print(figures);
        }
        screen.flush();
    }
}
