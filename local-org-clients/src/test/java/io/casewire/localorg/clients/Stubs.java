package io.casewire.localorg.clients;

import com.salesforce.eventbus.protobuf.PubSubGrpc;
import io.casewire.localorg.LocalOrg;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;

/** The stubs that Salesforce's description of the Pub/Sub API gives, with the three headers every call needs. */
record Stubs(ManagedChannel channel, ClientInterceptor headers) implements AutoCloseable {
    /** @param port without TLS: the org's own, or of a proxy before it */
    static Stubs of(LocalOrg org, int port) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("accesstoken", Metadata.ASCII_STRING_MARSHALLER), org.accessToken());
        headers.put(Metadata.Key.of("instanceurl", Metadata.ASCII_STRING_MARSHALLER), org.url());
        headers.put(Metadata.Key.of("tenantid", Metadata.ASCII_STRING_MARSHALLER), org.orgId());
        return new Stubs(
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build(),
                MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    PubSubGrpc.PubSubStub async() {
        return PubSubGrpc.newStub(channel).withInterceptors(headers);
    }

    PubSubGrpc.PubSubBlockingStub blocking() {
        return PubSubGrpc.newBlockingStub(channel).withInterceptors(headers);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
