package io.casewire.localorg.http;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came over the wire.
 *
 * @param path decoded nowhere: segments are still percent-encoded
 * @param query decoded parameters; a bare name has the value {@code true}
 * @param headers by name in any case
 * @param baseUrl the address the client used, without a trailing slash
 */
@SuppressWarnings("ArrayRecordComponent") // requests are never compared
public record HttpRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        String baseUrl) {

    public HttpRequest {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = anyCase;
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
