package io.casewire.localorg.soap;

import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.HttpEndpoint;
import io.casewire.localorg.http.HttpRequest;
import io.casewire.localorg.http.HttpResponse;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.metadata.DeployException;
import io.casewire.localorg.metadata.DeployQueue;
import io.casewire.localorg.metadata.Element;
import io.casewire.localorg.metadata.XmlReader;
import io.casewire.localorg.oauth.Login;
import io.casewire.localorg.oauth.Session;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Everything below {@code /services/Soap}: {@code m} is the Metadata API, {@code u} and {@code c} answer login only. */
public final class SoapApi implements HttpEndpoint {
    private static final Pattern PATH = Pattern.compile("/+services/Soap/([muc])/(\\d+)\\.0(?:/\\w*)?/?");
    private static final String METADATA = "http://soap.sforce.com/2006/04/metadata";

    private final Sessions sessions;
    private final Allowances allowances;
    private final MetadataOperations metadata;
    private final SoapLogin login;
    private final RecordStore store;
    private final RightsOf rightsOf;
    private final RowLocks locks;
    private final RequestLog log;
    private final Clock clock;

    public SoapApi(
            String orgId,
            RecordStore store,
            Login login,
            Sessions sessions,
            Allowances allowances,
            DeployQueue deploys,
            RightsOf rightsOf,
            RowLocks locks,
            Setup setup,
            RequestLog log,
            Clock clock) {
        this.sessions = sessions;
        this.allowances = allowances;
        this.metadata = new MetadataOperations(store, deploys, clock);
        this.login = new SoapLogin(orgId, store, login, setup);
        this.store = store;
        this.rightsOf = rightsOf;
        this.locks = locks;
        this.log = log;
        this.clock = clock;
    }

    /** Whether a call is answered here. */
    public static boolean takes(HttpRequest request) {
        return request.path().replaceFirst("^/+", "/").startsWith("/services/Soap/");
    }

    @Override
    public HttpResponse answer(HttpRequest request) {
        Instant now = clock.instant();
        Matcher path = PATH.matcher(request.path());
        try {
            if (!path.matches()) {
                throw new ApiException(StatusCode.NOT_FOUND, "the local org does not answer " + request.path());
            }
            Element envelope = XmlReader.read(request.body());
            Element operation = operation(envelope);
            String answer = path.group(1).equals("m")
                    ? metadata(envelope, operation, now, request)
                    : login.answer(operation, path.group(1), Integer.parseInt(path.group(2)), request.baseUrl());
            return response(200, answer);
        } catch (ApiException e) {
            return response(
                    500, SoapWriter.fault(e.error().code().code(), e.error().message()));
        } catch (DeployException e) {
            return response(500, SoapWriter.fault("MALFORMED_XML", "line " + e.line() + ": " + e.getMessage()));
        }
    }

    private static HttpResponse response(int status, String xml) {
        return new HttpResponse(
                status, Map.of("Content-Type", "text/xml;charset=UTF-8"), xml.getBytes(StandardCharsets.UTF_8));
    }

    private static Element operation(Element envelope) {
        Element body = envelope.first("Body");
        if (body == null || body.children().isEmpty()) {
            throw new ApiException(StatusCode.UNKNOWN_EXCEPTION, "The envelope has no operation in its Body");
        }
        return body.children().get(0);
    }

    private String metadata(Element envelope, Element operation, Instant now, HttpRequest request) {
        Session session = session(envelope);
        if (session == null) {
            throw new ApiException(
                    StatusCode.INVALID_SESSION_ID, "Invalid Session ID found in SessionHeader: Illegal Session");
        }
        if (!allowances.take(Limit.DAILY_API_REQUESTS, 1)) {
            throw new ApiException(StatusCode.REQUEST_LIMIT_EXCEEDED, "TotalRequests Limit exceeded.");
        }
        Rights rights = store.read(view -> rightsOf.user(view, session.userId()));
        WriteContext context =
                new WriteContext(session.userId(), session.username(), now, true, false, locks.holder(), rights);
        SoapWriter answer = metadata.answer(operation, context);
        log.add(new RequestLog.Entry(
                0,
                now,
                session.username(),
                "SOAP",
                request.path(),
                operation.name(),
                0,
                200,
                operation.name().equals("deploy") ? clock.instant() : null,
                List.of()));
        return answer.envelope(METADATA, operation.name());
    }

    private @Nullable Session session(Element envelope) {
        Element header = envelope.first("Header");
        Element sessionHeader = header == null ? null : header.first("SessionHeader");
        return sessionHeader == null ? null : sessions.find(sessionHeader.text("sessionId", ""));
    }
}
