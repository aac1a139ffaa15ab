package io.casewire.localorg.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** An answer before it goes over the wire. Header names keep their case: some clients compare it. */
@SuppressWarnings("ArrayRecordComponent") // responses are never compared
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {
    /** No answer: the connection ends. */
    public static final HttpResponse DROPPED = new HttpResponse(0, Map.of(), new byte[0]);

    public HttpResponse {
        headers = Map.copyOf(headers);
    }

    public HttpResponse withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, more, body);
    }
}
