package io.casewire.routes;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code stuckRoutes} in the routes: remembers which route tries again and since when, for health and status. */
public final class StuckRoutes implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(StuckRoutes.class);
    /** A route that tried within this time counts as stuck; the longest pause between two tries is 10 s. */
    private static final long RECENT_MILLIS = 15_000;

    private final Map<String, Stuck> routes = new ConcurrentHashMap<>();

    private record Stuck(long since, long last, String cause) {}

    @Override
    public void process(Exchange exchange) {
        String route = String.valueOf(exchange.getFromRouteId());
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        String what = cause == null ? "unknown" : cause.getClass().getSimpleName();
        long now = System.currentTimeMillis();
        Stuck before = routes.get(route);
        long since = before != null && now - before.last < RECENT_MILLIS ? before.since : now;
        if (since == now) {
            LOG.atWarn().setCause(cause).addKeyValue("route", route).log("A step fails and is tried again");
        }
        routes.put(route, new Stuck(since, now, what));
    }

    /** One finding per route that is trying again now. */
    public List<Finding> findings() {
        long now = System.currentTimeMillis();
        List<Finding> findings = new ArrayList<>();
        routes.forEach((route, stuck) -> {
            if (now - stuck.last < RECENT_MILLIS) {
                findings.add(new Finding(
                        FindingCode.INGEST_NOT_PLACED,
                        "route " + route,
                        stuck.cause + " for " + (now - stuck.since) / 1000 + " s."));
            }
        });
        return findings;
    }
}
