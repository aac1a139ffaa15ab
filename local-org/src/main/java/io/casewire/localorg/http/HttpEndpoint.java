package io.casewire.localorg.http;

/** What answers calls. Called on many threads; must not throw. */
@FunctionalInterface
public interface HttpEndpoint {
    HttpResponse answer(HttpRequest request);
}
