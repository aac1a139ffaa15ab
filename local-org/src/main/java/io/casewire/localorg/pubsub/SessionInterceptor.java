package io.casewire.localorg.pubsub;

import io.casewire.localorg.oauth.Session;
import io.casewire.localorg.oauth.Sessions;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lets a call through when it carries a live access token, an instance URL and this org's tenant id. */
final class SessionInterceptor implements ServerInterceptor {
    static final Context.Key<Session> SESSION = Context.key("session");
    private static final Metadata.Key<String> TOKEN = key("accesstoken");
    private static final Metadata.Key<String> INSTANCE_URL = key("instanceurl");
    private static final Metadata.Key<String> TENANT_ID = key("tenantid");

    private final Sessions sessions;
    private final String orgId;

    SessionInterceptor(Sessions sessions, String orgId) {
        this.sessions = sessions;
        this.orgId = orgId;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        @Nullable String tenantId = headers.get(TENANT_ID);
        if (headers.get(INSTANCE_URL) == null || tenantId == null || !orgId.startsWith(tenantId)) {
            return refuse(call, "service.auth.headers.invalid", "accesstoken, instanceurl and tenantid are required");
        }
        Session session = sessions.find(headers.get(TOKEN));
        if (session == null) {
            return refuse(call, "service.auth.error", "The access token is invalid or has expired");
        }
        return Contexts.interceptCall(Context.current().withValue(SESSION, session), call, headers, next);
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, String code, String message) {
        String rpcId = UUID.randomUUID().toString();
        call.close(
                Status.UNAUTHENTICATED.withDescription(message + " rpcId: " + rpcId),
                PubSubErrors.trailers(code, rpcId));
        return new ServerCall.Listener<>() {};
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
