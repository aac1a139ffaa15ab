package io.casewire.routes;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/** What a route that does not start, or lost its connection, means. */
final class RouteFindings {
    private RouteFindings() {}

    static Finding notStarted(Route route, @Nullable Throwable cause) {
        String endpoint = route.getEndpoint().getEndpointBaseUri();
        FindingCode code = endpoint.startsWith("paho") ? FindingCode.MQTT_UNREACHABLE : FindingCode.KAFKA_UNREACHABLE;
        String why =
                cause == null ? "it starts again and again" : cause.getClass().getSimpleName();
        return new Finding(code, "route " + route.getRouteId(), why + ".");
    }

    /** The MQTT client connects again by itself, so Camel calls such a route started. */
    static boolean lostItsBroker(Route route) {
        return route.getConsumer() instanceof MqttConsumer consumer && consumer.isStarted() && !consumer.isListening();
    }

    static Finding disconnected(Route route) {
        return new Finding(
                FindingCode.MQTT_UNREACHABLE,
                "route " + route.getRouteId(),
                "the connection is lost; messages wait at the broker.");
    }
}
