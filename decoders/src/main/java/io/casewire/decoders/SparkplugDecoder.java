package io.casewire.decoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.casewire.ingest.PayloadDecoder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code contentType: sparkplug-b}: payloads of Eclipse Sparkplug 3.0, whose metrics become members of {@code values}, by their name.
 *
 * <pre>{"timestamp": 1760000000000, "seq": 7, "values": {"Temperature": 21.5}, "times": {"Temperature": 1760000000000}}</pre>
 *
 * <p>Field numbers and data types are those of the specification's {@code sparkplug_b.proto}. A metric without a name, of a node that
 * uses aliases, stands in {@code values} under {@code alias 7}: what its name is was said in another message. Null metrics, data sets, templates
 * and bytes are left out.
 */
public final class SparkplugDecoder implements PayloadDecoder {
    private static final int TIMESTAMP = 1;
    private static final int METRICS = 2;
    private static final int SEQ = 3;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Override
    public String contentType() {
        return "sparkplug-b";
    }

    @Override
    public JsonNode decode(byte[] payload) throws IOException {
        ObjectNode message = NODES.objectNode();
        ObjectNode values = NODES.objectNode();
        ObjectNode times = NODES.objectNode();
        CodedInputStream in = CodedInputStream.newInstance(payload);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TIMESTAMP -> message.put("timestamp", in.readUInt64());
                case SEQ -> message.put("seq", in.readUInt64());
                case METRICS -> metric(Metric.read(in.readByteBuffer()), values, times);
                default -> in.skipField(tag);
            }
        }
        if (values.isEmpty() && message.isEmpty()) {
            throw new IOException("no payload of Sparkplug B");
        }
        message.set("values", values);
        message.set("times", times);
        return message;
    }

    private static void metric(Metric metric, ObjectNode values, ObjectNode times) {
        JsonNode value = metric.value();
        if (value != null) {
            values.set(metric.label(), value);
            if (metric.timestamp != 0) {
                times.put(metric.label(), metric.timestamp);
            }
        }
    }

    /** One metric, as far as it is of use. */
    private static final class Metric {
        private static final int NAME = 1;
        private static final int ALIAS = 2;
        private static final int OF_TIME = 3;
        private static final int DATATYPE = 4;
        private static final int IS_NULL = 7;
        private static final int INT_VALUE = 10;
        private static final int LONG_VALUE = 11;
        private static final int FLOAT_VALUE = 12;
        private static final int DOUBLE_VALUE = 13;
        private static final int BOOLEAN_VALUE = 14;
        private static final int STRING_VALUE = 15;

        private static final int INT8 = 1;
        private static final int INT16 = 2;
        private static final int INT32 = 3;
        private static final int UINT8 = 5;
        private static final int UINT16 = 6;
        private static final int UINT32 = 7;
        private static final int UINT64 = 8;
        private static final long UNSIGNED = 0xffff_ffffL;

        private String name = "";
        private long alias;
        private long timestamp;
        private int datatype;
        private boolean isNull;
        private @Nullable JsonNode value;

        static Metric read(ByteBuffer bytes) throws IOException {
            Metric metric = new Metric();
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                metric.field(tag, in);
            }
            return metric;
        }

        private void field(int tag, CodedInputStream in) throws IOException {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case NAME -> name = in.readStringRequireUtf8();
                case ALIAS -> alias = in.readUInt64();
                case OF_TIME -> timestamp = in.readUInt64();
                case DATATYPE -> datatype = in.readUInt32();
                case IS_NULL -> isNull = in.readBool();
                case INT_VALUE -> value = NODES.numberNode(in.readUInt32());
                case LONG_VALUE -> value = NODES.numberNode(in.readUInt64());
                // As it was written: 21.5 and not 21.500000000000001.
                case FLOAT_VALUE -> value = number(Float.toString(in.readFloat()));
                case DOUBLE_VALUE -> value = number(Double.toString(in.readDouble()));
                case BOOLEAN_VALUE -> value = NODES.booleanNode(in.readBool());
                case STRING_VALUE -> value = NODES.textNode(in.readStringRequireUtf8());
                default -> in.skipField(tag);
            }
        }

        private static JsonNode number(String text) {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(text);
        }

        String label() {
            return name.isEmpty() ? "alias " + alias : name;
        }

        /**
         * The data type says how the bits of a whole number are meant; where it is left out, as in data messages, they are taken for a
         * signed number. Null where there is no value.
         */
        @Nullable
        JsonNode value() {
            JsonNode read = value;
            if (read == null || isNull) {
                return null;
            }
            if (!read.isIntegralNumber()) {
                return read;
            }
            long bits = read.longValue();
            return switch (datatype) {
                case INT8 -> NODES.numberNode((byte) bits);
                case INT16 -> NODES.numberNode((short) bits);
                case INT32 -> NODES.numberNode((int) bits);
                case UINT8, UINT16, UINT32 -> NODES.numberNode(bits & UNSIGNED);
                case UINT64 -> NODES.numberNode(new BigInteger(Long.toUnsignedString(bits)));
                default -> read;
            };
        }
    }
}
