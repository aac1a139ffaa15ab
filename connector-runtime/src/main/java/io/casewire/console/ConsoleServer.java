package io.casewire.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP on the loopback address; it changes nothing. */
public final class ConsoleServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;

    /** @param port a free port */
    public ConsoleServer(int port, View view) throws IOException {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)));
        try {
            server = vertx.createHttpServer(new HttpServerOptions()
                            .setHost("127.0.0.1")
                            .setPort(port)
                            .setTcpNoDelay(true))
                    .requestHandler(router(view))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the console cannot listen on port " + port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while starting", e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private Router router(View view) {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(context -> context.response().end("live\n"));
        router.get("/health/ready").handler(context -> {
            boolean ready = view.isReady();
            context.response().setStatusCode(ready ? 200 : 503).end(ready ? "ready\n" : "not ready\n");
        });
        router.get("/metrics").handler(context -> context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4")
                .end(view.metrics()));
        answer(router, "/api/status", context -> view.status());
        answer(router, "/api/budget", context -> view.budget());
        answer(router, "/api/query", context -> view.query(parameter(context, "q")));
        answer(router, "/api/explain", context -> view.explain(parameter(context, "id")));
        answer(router, "/api/dead-letter", context -> view.deadLetter(parameter(context, "id")));
        answer(
                router,
                "/api/consent",
                context -> view.consent(
                        parameter(context, "party"), context.request().getParam("asOf")));
        return router;
    }

    /** Work that may block runs beside the event loop. */
    private static void answer(Router router, String path, Question question) {
        router.get(path).blockingHandler(context -> respond(context, question), false);
    }

    private static void respond(RoutingContext context, Question question) {
        try {
            Object answer = question.ask(context);
            context.response().putHeader("Content-Type", "application/json").end(JSON.writeValueAsString(answer));
        } catch (View.Problem e) {
            error(context, e.status(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            error(context, 500, "the answer cannot be written");
        }
    }

    private static void error(RoutingContext context, int status, String finding) {
        try {
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(JSON.writeValueAsString(Map.of("finding", finding)));
        } catch (IOException e) {
            context.response().setStatusCode(500).end();
        }
    }

    private static String parameter(RoutingContext context, String name) throws View.Problem {
        String value = context.request().getParam(name);
        if (value == null || value.isBlank()) {
            throw new View.Problem(400, "the parameter '" + name + "' is missing");
        }
        return value;
    }

    /** What one path answers. */
    private interface Question {
        Object ask(RoutingContext context) throws View.Problem;
    }

    @Override
    public void close() {
        vertx.close();
    }
}
