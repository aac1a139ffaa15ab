package io.casewire.localorg.rest;

import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.fault.Fault;
import io.casewire.localorg.fault.Fault.Kind;
import io.casewire.localorg.fault.Faults;
import io.casewire.localorg.fault.Target;
import io.casewire.localorg.http.HttpRequest;
import io.casewire.localorg.oauth.Session;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What goes wrong on purpose with a call as a whole. */
final class CallFaults {
    private static final Pattern VERSION = Pattern.compile("^/services/data/v[0-9.]+");
    private static final Pattern OBJECT_IN_PATH = Pattern.compile("/sobjects/(\\w+)");
    private static final Pattern OBJECT_IN_BODY = Pattern.compile("\"type\"\\s*:\\s*\"(\\w+)\"");
    private static final Set<Kind> KINDS =
            EnumSet.of(Kind.ERROR, Kind.LATENCY, Kind.DROP_BEFORE_COMMIT, Kind.DROP_AFTER_COMMIT);

    private final Faults faults;

    CallFaults(Faults faults) {
        this.faults = faults;
    }

    /** What strikes one call. */
    record Strike(@Nullable Answer refusal, boolean dropsBefore, boolean dropsAfter) {
        static final Strike NONE = new Strike(null, false, false);
    }

    /** Waits as long as a latency says, and answers what else strikes. */
    Strike on(HttpRequest request, String path, @Nullable Session session) {
        if (faults.isEmpty()) {
            return Strike.NONE;
        }
        Target target = new Target(
                VERSION.matcher(path).replaceFirst(""),
                request.method(),
                object(request, path),
                null,
                session == null ? null : session.username());
        List<Fault> striking = faults.strike(KINDS, target);
        striking.forEach(CallFaults::delay);
        Answer refusal = striking.stream()
                .filter(fault -> fault.kind() == Kind.ERROR)
                .findFirst()
                .map(CallFaults::refusal)
                .orElse(null);
        return new Strike(refusal, has(striking, Kind.DROP_BEFORE_COMMIT), has(striking, Kind.DROP_AFTER_COMMIT));
    }

    private static boolean has(List<Fault> striking, Kind kind) {
        return striking.stream().anyMatch(fault -> fault.kind() == kind);
    }

    private static @Nullable String object(HttpRequest request, String path) {
        Matcher inPath = OBJECT_IN_PATH.matcher(path);
        if (inPath.find()) {
            return inPath.group(1);
        }
        Matcher inBody = OBJECT_IN_BODY.matcher(new String(request.body(), StandardCharsets.UTF_8));
        return inBody.find() ? inBody.group(1) : null;
    }

    private static void delay(Fault fault) {
        if (fault.kind() == Kind.LATENCY) {
            try {
                Thread.sleep(fault.latencyMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Answer refusal(Fault fault) {
        StatusCode named = StatusCode.named(String.valueOf(fault.errorCode()));
        StatusCode code = named == null ? StatusCode.UNKNOWN_EXCEPTION : named;
        String message = fault.message() == null ? "A fault on purpose: " + fault.id() : fault.message();
        return Answer.of(
                fault.status() == 0 ? code.httpStatus() : fault.status(),
                Errors.ofCall(new ApiError(code, message, List.of())));
    }
}
