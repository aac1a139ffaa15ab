package io.casewire.localorg.pubsub;

import io.casewire.localorg.fault.Fault;
import io.casewire.localorg.fault.Fault.Kind;
import io.casewire.localorg.fault.Faults;
import io.casewire.localorg.fault.Target;
import io.casewire.localorg.oauth.Session;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What goes wrong on purpose with calls of the Pub/Sub API. */
final class RpcFaults {
    private final Faults faults;
    private final @Nullable Session caller;

    RpcFaults(Faults faults, @Nullable Session caller) {
        this.faults = faults;
        this.caller = caller;
    }

    /** For a stream, whose later messages come without their caller. */
    RpcFaults of(Session session) {
        return new RpcFaults(faults, session);
    }

    /**
     * Waits as long as a latency says.
     *
     * @throws StatusRuntimeException when an error strikes
     */
    void strike(String rpc, @Nullable String topic, String rpcId) {
        if (faults.isEmpty()) {
            return;
        }
        Fault latency = faults.strike(Kind.LATENCY, target(rpc, topic));
        if (latency != null) {
            sleep(latency.latencyMillis());
        }
        Fault error = faults.strike(Kind.ERROR, target(rpc, topic));
        if (error != null) {
            throw error(error, rpcId);
        }
    }

    /**
     * Before something is done, or instead of saying that it was.
     *
     * @throws StatusRuntimeException as a client sees a connection that is gone: without a code of Salesforce's
     */
    void drop(Kind kind, String rpc, @Nullable String topic) {
        if (!faults.isEmpty() && faults.strike(kind, target(rpc, topic)) != null) {
            throw Status.UNAVAILABLE.withDescription("connection closed").asRuntimeException();
        }
    }

    /** Whether a stream ends here. */
    boolean closesStream(String rpc, @Nullable String topic) {
        return !faults.isEmpty() && faults.strike(Kind.CLOSE_STREAM, target(rpc, topic)) != null;
    }

    /** Whether the position a subscriber resumes from is said to be corrupt. */
    boolean corruptsReplayId(String topic) {
        return !faults.isEmpty() && faults.strike(Kind.CORRUPT_REPLAY_ID, target("Subscribe", topic)) != null;
    }

    private Target target(String rpc, @Nullable String topic) {
        Session session = caller != null ? caller : SessionInterceptor.SESSION.get();
        return Target.rpc(rpc, topic, session == null ? null : session.username());
    }

    private static StatusRuntimeException error(Fault fault, String rpcId) {
        Status.Code code = Status.Code.UNAVAILABLE;
        String wanted = fault.grpcStatus();
        for (Status.Code known : Status.Code.values()) {
            if (wanted != null && known.name().equals(wanted.toUpperCase(Locale.ROOT))) {
                code = known;
            }
        }
        String message = fault.message() == null ? "A fault on purpose: " + fault.id() : fault.message();
        return PubSubErrors.error(code.toStatus(), String.valueOf(fault.errorCode()), message, rpcId);
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
