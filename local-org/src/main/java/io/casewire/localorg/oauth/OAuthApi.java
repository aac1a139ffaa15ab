package io.casewire.localorg.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.http.HttpRequest;
import io.casewire.localorg.http.HttpResponse;
import io.casewire.localorg.http.HttpServer;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Row;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The OAuth endpoints: token, revoke, userinfo and the identity URL. */
public final class OAuthApi {
    private static final byte[] SIGNING_KEY = "casewire-local".getBytes(StandardCharsets.UTF_8);

    private final String orgId;
    private final RecordStore store;
    private final Login login;
    private final Sessions sessions;
    private final Clock clock;

    public OAuthApi(String orgId, RecordStore store, Login login, Sessions sessions, Clock clock) {
        this.orgId = orgId;
        this.store = store;
        this.login = login;
        this.sessions = sessions;
        this.clock = clock;
    }

    public HttpResponse token(HttpRequest request) {
        try {
            Session session = login.login(form(request), request.baseUrl());
            String id = identityUrl(request, session);
            String issuedAt = Long.toString(clock.millis());
            ObjectNode body = Json.object()
                    .put("access_token", session.token())
                    .put("instance_url", request.baseUrl())
                    .put("id", id)
                    .put("token_type", "Bearer")
                    .put("scope", "api")
                    .put("issued_at", issuedAt)
                    .put("signature", signature(id + issuedAt));
            if ("password".equals(form(request).get("grant_type"))) {
                body.put("refresh_token", sessions.refreshToken(session));
            }
            return Json.response(200, body).withHeader("Cache-Control", "no-store");
        } catch (OAuthException e) {
            return Json.response(400, Json.object().put("error", e.error()).put("error_description", e.description()));
        }
    }

    private static Map<String, String> form(HttpRequest request) {
        Map<String, String> form = new LinkedHashMap<>(request.query());
        form.putAll(HttpServer.parameters(new String(request.body(), StandardCharsets.UTF_8)));
        return form;
    }

    private static String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SIGNING_KEY, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes the token from the query or the form. Clients do not encode it, and it contains an exclamation mark. */
    public HttpResponse revoke(HttpRequest request) {
        String token = form(request).get("token");
        if (token != null && sessions.close(token)) {
            return new HttpResponse(200, Map.of(), new byte[0]);
        }
        return Json.response(
                400,
                Json.object()
                        .put("error", "unsupported_token_type")
                        .put("error_description", "this token type is not supported"));
    }

    /** Whether a token is alive, and whose it is. */
    public HttpResponse introspect(HttpRequest request) {
        Session session = sessions.find(form(request).get("token"));
        ObjectNode body = Json.object().put("active", session != null);
        if (session != null) {
            body.put("scope", "api")
                    .put("username", session.username())
                    .put("sub", identityUrl(request, session))
                    .put("token_type", "access_token");
        }
        return Json.response(200, body);
    }

    public HttpResponse userinfo(HttpRequest request, Session session) {
        return Json.response(
                200,
                identity(request, session)
                        .put("sub", identityUrl(request, session))
                        .put("preferred_username", session.username()));
    }

    public HttpResponse identity(HttpRequest request, Session session, String askedOrg, String askedUser) {
        if (!askedOrg.equals(orgId) || !askedUser.equals(session.userId())) {
            return new HttpResponse(
                    403, Map.of("Content-Type", "text/plain"), "Wrong_Org".getBytes(StandardCharsets.UTF_8));
        }
        return Json.response(
                200,
                identity(request, session)
                        .put("id", identityUrl(request, session))
                        .put("asserted_user", true)
                        .put("username", session.username()));
    }

    private ObjectNode identity(HttpRequest request, Session session) {
        ObjectNode body = Json.object().put("user_id", session.userId()).put("organization_id", orgId);
        store.read(view -> {
            SObjectType type = view.schema().type("User");
            Row user = Objects.requireNonNull(view.get(type, session.userId()));
            put(body, "name", user.text(type.field("Name")));
            put(body, "display_name", user.text(type.field("Name")));
            put(body, "email", user.text(type.field("Email")));
            put(body, "zoneinfo", user.text(type.field("TimeZoneSidKey")));
            put(body, "user_type", "STANDARD");
            return body;
        });
        String data = request.baseUrl() + "/services/data/v{version}/";
        body.putObject("urls")
                .put("enterprise", request.baseUrl() + "/services/Soap/c/{version}/" + orgId)
                .put("metadata", request.baseUrl() + "/services/Soap/m/{version}/" + orgId)
                .put("partner", request.baseUrl() + "/services/Soap/u/{version}/" + orgId)
                .put("rest", data)
                .put("sobjects", data + "sobjects/")
                .put("query", data + "query/");
        return body;
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        body.put(name, value);
    }

    public String identityUrl(HttpRequest request, Session session) {
        return request.baseUrl() + "/id/" + orgId + "/" + session.userId();
    }
}
