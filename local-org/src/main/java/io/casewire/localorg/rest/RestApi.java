package io.casewire.localorg.rest;

import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.HttpEndpoint;
import io.casewire.localorg.http.HttpRequest;
import io.casewire.localorg.http.HttpResponse;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.limits.LongRequests;
import io.casewire.localorg.oauth.OAuthApi;
import io.casewire.localorg.oauth.Session;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.store.RecordStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything the org answers over HTTP: who calls, whether it counts, which resource answers, and the log of it. */
public final class RestApi implements HttpEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(RestApi.class);
    private static final Pattern IDENTITY = Pattern.compile("/id/(\\w+)/(\\w+)");

    private final OAuthApi oauth;
    private final Sessions sessions;
    private final Allowances allowances;
    private final LongRequests longRequests;
    private final CallFaults faults;
    private final RequestLog log;
    private final RecordStore store;
    private final RowLocks locks;
    private final RightsOf rightsOf;
    private final Routes routes;
    private final Clock clock;

    RestApi(
            OAuthApi oauth,
            Sessions sessions,
            Allowances allowances,
            LongRequests longRequests,
            CallFaults faults,
            RequestLog log,
            RecordStore store,
            RowLocks locks,
            RightsOf rightsOf,
            Routes routes,
            Clock clock) {
        this.oauth = oauth;
        this.sessions = sessions;
        this.allowances = allowances;
        this.longRequests = longRequests;
        this.faults = faults;
        this.log = log;
        this.store = store;
        this.locks = locks;
        this.rightsOf = rightsOf;
        this.routes = routes;
        this.clock = clock;
    }

    @Override
    public HttpResponse answer(HttpRequest request) {
        Instant now = clock.instant();
        Session session = sessions.find(token(request));
        String path = request.path().replaceFirst("^/+", "/").replaceFirst("(?<=.)/+$", "");
        CallFaults.Strike strike = faults.on(request, path, session);
        if (strike.dropsBefore()) {
            log(request, path, session, now, Answer.of(0, null), null);
            return HttpResponse.DROPPED;
        }
        if (strike.refusal() != null) {
            log(request, path, session, now, strike.refusal(), null);
            return strike.refusal().toResponse();
        }
        if (!path.startsWith("/services/data")) {
            HttpResponse response = answerOutside(request, path, session);
            log(request, path, session, now, Answer.of(response.status(), null), null);
            return strike.dropsAfter() ? HttpResponse.DROPPED : response;
        }
        StoreWork work = new StoreWork(store, locks, clock);
        Answer answer = refusalsAnswered(path, () -> answerData(request, path, session, now, work));
        if (strike.dropsAfter()) {
            log(request, path, session, now, answer.lost(), work.committed());
            return HttpResponse.DROPPED;
        }
        log(request, path, session, now, answer, work.committed());
        return answer.toResponse().withHeader("Sforce-Limit-Info", usage());
    }

    private String usage() {
        return "api-usage=" + allowances.used(Limit.DAILY_API_REQUESTS) + "/"
                + allowances.max(Limit.DAILY_API_REQUESTS);
    }

    private HttpResponse answerOutside(HttpRequest request, String path, @Nullable Session session) {
        try {
            return answerOAuth(request, path, session);
        } catch (ApiException e) {
            return Errors.answer(e.error()).toResponse();
        }
    }

    private static Answer refusalsAnswered(String path, Supplier<Answer> answer) {
        try {
            return answer.get();
        } catch (ApiException e) {
            return Errors.answer(e.error());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("path", path).log("A call failed");
            return Errors.answer(new ApiError(
                    StatusCode.UNKNOWN_EXCEPTION,
                    "An unexpected error occurred. See the log of the local org.",
                    List.of()));
        }
    }

    private void log(
            HttpRequest request,
            String path,
            @Nullable Session session,
            Instant now,
            Answer answer,
            @Nullable Instant committed) {
        String user = session == null ? null : session.username();
        log.add(new RequestLog.Entry(
                0,
                now,
                user,
                request.method(),
                path,
                answer.object(),
                answer.rows(),
                answer.status(),
                committed,
                answer.records()));
    }

    private HttpResponse answerOAuth(HttpRequest request, String path, @Nullable Session session) {
        Matcher identity = IDENTITY.matcher(path);
        if (path.equals("/services/oauth2/token") && request.method().equals("POST")) {
            return oauth.token(request);
        } else if (path.equals("/services/oauth2/revoke")) {
            return oauth.revoke(request);
        } else if (path.equals("/services/oauth2/introspect")
                && request.method().equals("POST")) {
            return oauth.introspect(request);
        } else if (path.equals("/services/oauth2/userinfo")) {
            return oauth.userinfo(request, require(session));
        } else if (identity.matches()) {
            return oauth.identity(request, require(session), identity.group(1), identity.group(2));
        }
        throw new ApiException(
                StatusCode.NOT_FOUND,
                "The requested resource does not exist: the local org does not answer " + request.method() + " "
                        + path);
    }

    private Answer answerData(HttpRequest request, String path, @Nullable Session session, Instant now, Work work) {
        if (path.equals("/services/data")) {
            return Answer.ok(ApiVersions.list());
        }
        Session caller = require(session);
        if (!allowances.take(Limit.DAILY_API_REQUESTS, 1)) {
            throw new ApiException(StatusCode.REQUEST_LIMIT_EXCEEDED, "TotalRequests Limit exceeded.");
        }
        long running = longRequests.begin();
        if (running < 0) {
            throw new ApiException(
                    StatusCode.REQUEST_LIMIT_EXCEEDED, "ConcurrentRequests (Concurrent API Requests) Limit exceeded.");
        }
        try {
            return dispatch(request, path, caller, now, work);
        } finally {
            longRequests.end(running);
        }
    }

    /** Finds the resource for a path and lets it answer; also how a composite runs its subrequests. */
    Answer dispatch(HttpRequest request, String path, Session session, Instant now, Work work) {
        // A HEAD is a GET whose answer the server sends without its body.
        Routes.Match match = routes.find(request.method().equals("HEAD") ? "GET" : request.method(), path);
        Rights rights = work.read(view -> rightsOf.user(view, session.userId()));
        Work seen = rights.isAll() || work instanceof RestrictedWork ? work : new RestrictedWork(work, rights);
        Call call = new Call(request, match.variables(), session, rights, now, seen);
        call.versionNumber();
        return match.resource().answer(call);
    }

    private static Session require(@Nullable Session session) {
        if (session == null) {
            throw new ApiException(StatusCode.INVALID_SESSION_ID, "Session expired or invalid");
        }
        return session;
    }

    /** The token of {@code Authorization: Bearer}, {@code Authorization: OAuth} or {@code X-SFDC-Session}. */
    private static @Nullable String token(HttpRequest request) {
        String authorization = request.header("Authorization");
        if (authorization != null) {
            String[] parts = authorization.trim().split("\\s+", 2);
            boolean known = parts[0].equalsIgnoreCase("Bearer") || parts[0].equalsIgnoreCase("OAuth");
            return known && parts.length == 2 ? parts[1] : null;
        }
        String header = request.header("X-SFDC-Session");
        return header != null
                ? header
                : request.path().contains("/id/") ? request.query().get("oauth_token") : null;
    }
}
