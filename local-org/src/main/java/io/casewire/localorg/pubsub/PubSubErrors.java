package io.casewire.localorg.pubsub;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Errors as the Pub/Sub API reports them: a gRPC status and the trailer {@code error-code}. There is no binary trailer:
 * some clients read every trailer name as text.
 */
final class PubSubErrors {
    static final Metadata.Key<String> ERROR_CODE = Metadata.Key.of("error-code", Metadata.ASCII_STRING_MARSHALLER);
    private static final String PREFIX = "sfdc.platform.eventbus.grpc.";

    private PubSubErrors() {}

    static StatusRuntimeException error(Status status, String code, String message, String rpcId) {
        return status.withDescription(message + " rpcId: " + rpcId).asRuntimeException(trailers(code, rpcId));
    }

    static Metadata trailers(String code, String rpcId) {
        Metadata trailers = new Metadata();
        trailers.put(ERROR_CODE, PREFIX + code);
        trailers.put(Metadata.Key.of("rpc-id", Metadata.ASCII_STRING_MARSHALLER), rpcId);
        return trailers;
    }
}
