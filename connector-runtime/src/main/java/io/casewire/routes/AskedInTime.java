package io.casewire.routes;

import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.client.Request;

/**
 * Lets no request leave for which consent was asked longer ago than {@link #LONGEST}: between the last gate and the network
 * a process may stand still, and a request may wait for a connection or for another login.
 *
 * <p>When that was stands in the request itself, so it holds for whatever is made of it, such as one sent again after a
 * login. The org is told as well; it does not know the header.
 */
final class AskedInTime implements Request.BeginListener {
    static final Duration LONGEST = Duration.ofMillis(500);

    /** When consent was asked, as epoch milliseconds; absent in what is asked of the org, or said of nobody. */
    static final String HEADER = "Casewire-Consent-Asked";

    /** The request did not leave. */
    static final class TooLongAgoException extends Exception {
        private static final long serialVersionUID = 1;

        private TooLongAgoException() {
            super("consent was asked more than " + LONGEST.toMillis() + " ms before the request was to leave", null);
        }
    }

    static Map<String, String> header(long asked) {
        return Map.of(HEADER, String.valueOf(asked));
    }

    /** Whether this is why nothing was sent. */
    static boolean isWhy(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof TooLongAgoException)) {
            cause = cause.getCause() == cause ? null : cause.getCause();
        }
        return cause != null;
    }

    @Override
    public void onBegin(Request request) {
        long asked = request.getHeaders().getLongField(HEADER);
        if (asked > 0 && System.currentTimeMillis() - asked > LONGEST.toMillis()) {
            request.abort(new TooLongAgoException());
        }
    }
}
