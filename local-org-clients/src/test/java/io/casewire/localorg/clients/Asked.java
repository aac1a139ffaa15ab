package io.casewire.localorg.clients;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** What a client asks of the org, on its way there. */
record Asked(String method, String uri, MultiMap headers, Buffer body) {
    Asked withUri(String changed) {
        return new Asked(method, changed, headers, body);
    }

    Asked withText(String changed) {
        return new Asked(method, uri, headers, Buffer.buffer(changed));
    }

    Asked withHeader(String name, String value) {
        return new Asked(method, uri, copy(headers).set(name, value), body);
    }

    Asked withoutHeader(String name) {
        return new Asked(method, uri, copy(headers).remove(name), body);
    }

    /** The address without what follows the question mark. */
    String path() {
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    String header(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    /** The body as text; bytes that are none become other characters, but those below 128 stay. */
    String text() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    static MultiMap copy(MultiMap headers) {
        return MultiMap.caseInsensitiveMultiMap().addAll(headers);
    }
}
