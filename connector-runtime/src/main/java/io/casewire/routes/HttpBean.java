package io.casewire.routes;

import io.casewire.ingest.Arrival;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** {@code httpStage} in the routes: telemetry over HTTP, for who shows the key, and what the sender is told. */
public final class HttpBean {
    /** The key to show, as the route says it. */
    private static final String EXPECTED = "casewire-api-key";

    private static final String SHOWN = "X-Api-Key";
    private static final String REFUSED = "casewire-refused";
    private static final int LEAST_CHARACTERS = 16;

    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;

    private final IngestBean ingest;

    HttpBean(IngestBean ingest) {
        this.ingest = ingest;
    }

    /** Where the key fits, the message becomes records for Kafka; the path is its topic, without the slash before it. */
    public void receive(Exchange exchange) {
        Message message = exchange.getMessage();
        String expected = exchange.getProperty(EXPECTED, "", String.class);
        if (expected.length() < LEAST_CHARACTERS) {
            throw new IllegalStateException("the key of the route has fewer than " + LEAST_CHARACTERS + " characters");
        }
        if (!isSame(expected, message.getHeader(SHOWN, "", String.class))) {
            answer(exchange, UNAUTHORIZED, "X-Api-Key is missing or another.");
            exchange.setRouteStop(true);
            return;
        }
        String path = message.getHeader(Exchange.HTTP_PATH, "", String.class);
        byte[] body = message.getBody(byte[].class);
        Map<String, String> headers = headers(message);
        message.removeHeaders("*");
        String refused = ingest.take(
                exchange,
                new Arrival(
                        "http",
                        path.startsWith("/") ? path.substring(1) : path,
                        null,
                        headers,
                        false,
                        body == null ? new byte[0] : body));
        exchange.setProperty(REFUSED, refused);
    }

    /** Kafka has it: as a reading, or as a dead letter for somebody to look at. */
    public void taken(Exchange exchange) {
        String refused = exchange.getProperty(REFUSED, String.class);
        answer(exchange, refused == null ? ACCEPTED : BAD_REQUEST, refused == null ? "" : refused);
    }

    /** Kafka does not have it. Why is for {@code casewire status} and the log, and nothing for whoever sends. */
    public void failed(Exchange exchange) {
        answer(exchange, UNAVAILABLE, "It was not taken in; send it again.");
        exchange.getMessage().setHeader("Retry-After", "5");
    }

    private static void answer(Exchange exchange, int status, String text) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
        message.setBody(text.isEmpty() ? "" : text + "\n");
    }

    /** As long for a key that is nearly right as for any other. */
    private static boolean isSame(String expected, @Nullable String shown) {
        return shown != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    /** What the sender wrote, by lower-case names; its key is nobody's business further on. */
    private static Map<String, String> headers(Message message) {
        Map<String, String> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            boolean ours = name.startsWith("Camel") || name.equalsIgnoreCase(SHOWN);
            if (!ours && (value instanceof String || value instanceof List<?>)) {
                headers.put(name.toLowerCase(Locale.ROOT), value.toString());
            }
        });
        return headers;
    }
}
