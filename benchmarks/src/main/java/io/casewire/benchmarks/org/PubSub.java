package io.casewire.benchmarks.org;

import com.salesforce.eventbus.protobuf.PubSubGrpc;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import com.salesforce.eventbus.protobuf.TopicRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** The Pub/Sub API over the plain stubs, and events of eight fields to publish there. */
final class PubSub implements AutoCloseable {
    static final String TOPIC = "/event/Bench_Event__e";
    /** 2026, in milliseconds. */
    static final long FIRST_SEEN = 1_767_225_600_000L;

    private final ManagedChannel channel;
    private final Metadata headers = new Metadata();

    /** @param address such as {@code localhost:7444}, without TLS */
    PubSub(String address, OrgClient.Access access) {
        channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
        header("accesstoken", access.token());
        header("instanceurl", access.instance());
        header("tenantid", access.orgId());
    }

    private void header(String name, String value) {
        headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    }

    PubSubGrpc.PubSubStub stub() {
        return PubSubGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    String schemaId() {
        return blocking()
                .getTopic(TopicRequest.newBuilder().setTopicName(TOPIC).build())
                .getSchemaId();
    }

    Schema schema(String schemaId) {
        return new Schema.Parser()
                .parse(blocking()
                        .getSchema(
                                SchemaRequest.newBuilder().setSchemaId(schemaId).build())
                        .getSchemaJson());
    }

    private PubSubGrpc.PubSubBlockingStub blocking() {
        return PubSubGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** The payload of an event, as bare Avro. */
    static byte[] payload(Schema schema, int number) throws IOException {
        GenericRecord event = new GenericData.Record(schema);
        event.put("CreatedDate", FIRST_SEEN + number);
        event.put("CreatedById", "005000000000001AAA");
        event.put("Key__c", BenchRow.key(number));
        event.put("Device__c", BenchRow.device(number));
        event.put("Message__c", BenchRow.message(number, 0));
        event.put("Value__c", BenchRow.value(number, 0));
        event.put("Count__c", (double) number);
        event.put("Seen__c", FIRST_SEEN + number);
        event.put("Open__c", BenchRow.isOpen(number, 0));
        event.put("State__c", "Opened");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
