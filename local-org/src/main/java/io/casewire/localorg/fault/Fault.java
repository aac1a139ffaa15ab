package io.casewire.localorg.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.casewire.localorg.error.StatusCode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong.
 *
 * @param id given by the org
 * @param kind what happens
 * @param endpoint of which calls: a path below the version, or an RPC's name; {@code *} stands for anything
 * @param method of which HTTP method
 * @param object of which object
 * @param topic of which topic
 * @param user of whose calls, by username
 * @param errorCode the code of an {@code error} or {@code rowError}; for gRPC the part behind {@code sfdc.platform.eventbus.grpc.}
 * @param message the words that go with it
 * @param status the HTTP status of an {@code error}; 0 takes the code's own
 * @param grpcStatus the gRPC status of an {@code error}, such as {@code UNAVAILABLE}
 * @param latencyMillis how long a {@code latency} lasts
 * @param probability how likely a fitting call is struck
 * @param times how often at most; 0 for no end
 * @param until when it ends, by the org's clock; null for never
 * @param seed two runs with the same calls and the same seed strike the same calls
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(
        @Nullable String id,
        Kind kind,
        @Nullable String endpoint,
        @Nullable String method,
        @Nullable String object,
        @Nullable String topic,
        @Nullable String user,
        @Nullable String errorCode,
        @Nullable String message,
        int status,
        @Nullable String grpcStatus,
        int latencyMillis,
        @Nullable Double probability,
        int times,
        @Nullable String until,
        long seed) {

    /** What can go wrong. */
    public enum Kind {
        /** The call is refused, and nothing is done. */
        ERROR,
        /** A row is refused while the others of its call are written. */
        ROW_ERROR,
        /** The call waits first. */
        LATENCY,
        /** The connection ends before anything is done. */
        DROP_BEFORE_COMMIT,
        /** Everything is done, and the connection ends instead of the answer. */
        DROP_AFTER_COMMIT,
        /** A stream of the Pub/Sub API ends without an error. */
        CLOSE_STREAM,
        /** A subscription that resumes is told that its replay id is corrupt. */
        CORRUPT_REPLAY_ID;

        /** As in {@code dropAfterCommit}. */
        @JsonValue
        public String text() {
            String[] words = name().toLowerCase(Locale.ROOT).split("_");
            StringBuilder text = new StringBuilder(words[0]);
            for (int i = 1; i < words.length; i++) {
                text.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
            }
            return text.toString();
        }
    }

    /** Everything that is wrong with it; empty when it can be used. */
    @SuppressWarnings("RedundantNullCheck") // JSON may leave out what must not be missing
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (kind == null) {
            problems.add("kind is missing");
        }
        if ((kind == Kind.ERROR || kind == Kind.ROW_ERROR) && errorCode == null) {
            problems.add("errorCode is missing");
        }
        if (errorCode != null && grpcStatus == null && StatusCode.named(errorCode) == null) {
            problems.add("errorCode is none the org knows: " + errorCode);
        }
        if (kind == Kind.LATENCY && latencyMillis <= 0) {
            problems.add("latencyMillis must be greater than zero");
        }
        if (probability != null && (probability < 0 || probability > 1)) {
            problems.add("probability must lie between 0 and 1");
        }
        if (times < 0) {
            problems.add("times must not be negative");
        }
        if (until != null && end() == null) {
            problems.add("until must be a time such as 2026-01-31T10:00:00Z");
        }
        return problems;
    }

    @Nullable
    Instant end() {
        try {
            return until == null ? null : Instant.parse(until);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    Fault withId(String given) {
        return new Fault(
                given,
                kind,
                endpoint,
                method,
                object,
                topic,
                user,
                errorCode,
                message,
                status,
                grpcStatus,
                latencyMillis,
                probability,
                times,
                until,
                seed);
    }
}
