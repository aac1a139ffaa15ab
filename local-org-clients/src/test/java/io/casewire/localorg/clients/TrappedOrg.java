package io.casewire.localorg.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.casewire.localorg.LocalOrg;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A local org behind a proxy that makes one mistake, or none; everything else passes as it is. */
final class TrappedOrg implements AutoCloseable {
    /** They belong to one connection, or follow from the body. */
    private static final List<String> OWN = List.of("Content-Length", "Transfer-Encoding", "Connection");

    private final LocalOrg org;
    private final Trap trap;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final HttpServer server;
    private final AtomicInteger struck = new AtomicInteger();
    private volatile String lastAuthorization = "";

    /** What a client does, with its own assertions of how that ends. */
    @FunctionalInterface
    interface Work {
        void with(TrappedOrg org) throws Exception;
    }

    /** The work passes on the org as it is, and fails as soon as the trap is there. */
    static void assertFallsOver(Trap trap, LocalOrg org, Work work) throws Exception {
        try (TrappedOrg straight = new TrappedOrg(org, null)) {
            work.with(straight);
        }
        try (TrappedOrg trapped = new TrappedOrg(org, trap)) {
            Throwable failure = catchThrowable(() -> work.with(trapped));
            assertThat(trapped.struck.get()).as("how often %s struck", trap).isPositive();
            assertThat(failure).as("the failure over %s", trap).isNotNull();
        }
    }

    private TrappedOrg(LocalOrg org, Trap trap) {
        this.org = org;
        this.trap = trap;
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("localhost").setPort(0))
                .requestHandler(this::pass)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    LocalOrg org() {
        return org;
    }

    String accessToken() {
        String token = org.accessToken();
        return trap == null ? token : struck(token, trap.token(token));
    }

    /** What the client sent last to say who it is. */
    String lastAuthorization() {
        return lastAuthorization;
    }

    private void pass(HttpServerRequest request) {
        request.body()
                .map(body -> new Asked(request.method().name(), request.uri(), Asked.copy(request.headers()), body))
                // Bodies can be read only as they are.
                .map(asked -> asked.withoutHeader("Accept-Encoding"))
                .compose(this::answer)
                .onSuccess(answered -> {
                    request.response().setStatusCode(answered.status());
                    answered.headers().forEach((name, value) -> {
                        if (OWN.stream().noneMatch(name::equalsIgnoreCase)) {
                            request.response().headers().add(name, value);
                        }
                    });
                    request.response().end(answered.body());
                })
                .onFailure(failure -> request.response().setStatusCode(502).end(String.valueOf(failure)));
    }

    private Future<Answered> answer(Asked asked) {
        if (!asked.header("Authorization").isEmpty()) {
            lastAuthorization = asked.header("Authorization");
        }
        if (trap == null) {
            return ask(asked);
        }
        Answered refused = trap.refuse(asked);
        if (refused != null) {
            return Future.succeededFuture(struck(null, refused));
        }
        return ask(struck(asked, trap.ask(asked))).map(answered -> struck(answered, trap.answer(asked, answered)));
    }

    private <T> T struck(T before, T after) {
        if (after != before) {
            struck.incrementAndGet();
        }
        return after;
    }

    private Future<Answered> ask(Asked asked) {
        RequestOptions options = new RequestOptions()
                .setHost("localhost")
                .setPort(org.httpPort())
                .setMethod(HttpMethod.valueOf(asked.method()))
                .setURI(asked.uri());
        return client.request(options)
                .compose(request -> {
                    asked.headers().forEach((name, value) -> {
                        if (OWN.stream().noneMatch(name::equalsIgnoreCase)) {
                            request.headers().add(name, value);
                        }
                    });
                    // The org names itself as it was addressed, so its answers lead back here.
                    request.headers().set("Host", asked.header("Host"));
                    return request.send(asked.body());
                })
                .compose(response -> response.body()
                        .map(body -> new Answered(response.statusCode(), Asked.copy(response.headers()), body)));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
