package io.casewire.localorg.http;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a multipart body, told apart by content type: clients name and order them differently. */
@SuppressWarnings("ArrayRecordComponent") // parts are never compared
public record Multipart(String contentType, byte[] content) {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern CONTENT_TYPE = Pattern.compile("(?im)^content-type:\\s*([^;\\r\\n]+)");
    private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    public static List<Multipart> parse(HttpRequest request) {
        String header = request.header("Content-Type");
        Matcher boundary = BOUNDARY.matcher(header == null ? "" : header);
        if (header == null || !header.startsWith("multipart/") || !boundary.find()) {
            throw new ApiException(StatusCode.UNSUPPORTED_MEDIA_TYPE, "The body must be multipart/form-data");
        }
        return parse(request.body(), ("--" + boundary.group(1)).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<Multipart> parse(byte[] body, byte[] delimiter) {
        List<Multipart> parts = new ArrayList<>();
        int start = indexOf(body, delimiter, 0);
        while (start >= 0) {
            int from = start + delimiter.length;
            int next = indexOf(body, delimiter, from);
            int endOfHeaders = indexOf(body, END_OF_HEADERS, from);
            if (next >= 0 && endOfHeaders >= 0 && endOfHeaders < next) {
                int contentFrom = endOfHeaders + END_OF_HEADERS.length;
                String headers = new String(body, from, endOfHeaders - from, StandardCharsets.ISO_8859_1);
                parts.add(new Multipart(
                        contentType(headers), Arrays.copyOfRange(body, contentFrom, Math.max(contentFrom, next - 2))));
            }
            start = next;
        }
        return parts;
    }

    private static String contentType(String headers) {
        Matcher type = CONTENT_TYPE.matcher(headers);
        return type.find() ? type.group(1).strip().toLowerCase(Locale.ROOT) : "text/plain";
    }

    private static int indexOf(byte[] body, byte[] wanted, int from) {
        for (int i = from; i <= body.length - wanted.length; i++) {
            if (Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
