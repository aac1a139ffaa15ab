package io.casewire.localorg.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** HTTP on the loopback interface. Nagle's algorithm is off: with it, small answers wait 40 ms. */
public final class HttpServer implements AutoCloseable {
    private static final int LONGEST_LINE = 16_384;
    /** What a bulk upload may have (Salesforce limits quick reference), and everything else has less. */
    private static final int LARGEST_BODY = 150 << 20;
    /** Calls that wait on purpose must not keep the others waiting. */
    private static final int WORKERS = 64;

    /** As RFC 9110 has it: two digits of the day. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Vertx vertx;
    private final io.vertx.core.http.HttpServer server;

    private HttpServer(Vertx vertx, io.vertx.core.http.HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /** Starts listening; port 0 takes a free one. */
    public static HttpServer start(int port, Clock clock, HttpEndpoint endpoint) {
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(false).setWorkerPoolSize(WORKERS));
        HttpServerOptions options = new HttpServerOptions()
                .setHost("localhost")
                .setPort(port)
                .setTcpNoDelay(true)
                .setCompressionSupported(true)
                .setDecompressionSupported(true)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_LINE);
        try {
            return new HttpServer(
                    vertx,
                    vertx.createHttpServer(options)
                            .requestHandler(request -> receive(vertx, request, clock, endpoint))
                            .listen()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join());
        } catch (CompletionException e) {
            vertx.close();
            throw new IllegalStateException("Port " + port + " cannot be used: " + e.getCause(), e);
        }
    }

    public int port() {
        return server.actualPort();
    }

    private static void receive(Vertx vertx, HttpServerRequest request, Clock clock, HttpEndpoint endpoint) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > LARGEST_BODY) {
                request.response().setStatusCode(413).end();
                request.connection().close();
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> vertx.executeBlocking(() -> endpoint.answer(request(request, body)), false)
                .onSuccess(answer -> send(request, answer, clock))
                .onFailure(failure -> request.response().setStatusCode(500).end()));
    }

    private static void send(HttpServerRequest request, HttpResponse answer, Clock clock) {
        if (answer == HttpResponse.DROPPED) {
            request.connection().close();
            return;
        }
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status());
        response.putHeader("Date", DATE.format(clock.instant()));
        answer.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(answer.body()));
    }

    private static HttpRequest request(HttpServerRequest request, Buffer body) {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        String target = request.uri();
        int question = target.indexOf('?');
        return new HttpRequest(
                request.method().name(),
                question < 0 ? target : target.substring(0, question),
                parameters(question < 0 ? "" : target.substring(question + 1)),
                headers,
                body.getBytes(),
                "http://" + request.authority());
    }

    /** Reads {@code a=1&b=2}, as queries and forms have it. */
    public static Map<String, String> parameters(String encoded) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String value = equals < 0 ? "true" : decode(pair.substring(equals + 1));
                parameters.put(decode(equals < 0 ? pair : pair.substring(0, equals)), value);
            }
        }
        return parameters;
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return encoded; // a stray % is taken as it is
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("The HTTP server did not stop", e);
        }
    }
}
