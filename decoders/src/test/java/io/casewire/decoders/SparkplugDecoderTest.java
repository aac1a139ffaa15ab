package io.casewire.decoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Payloads are written field by field, by the numbers of {@code sparkplug_b.proto}. */
class SparkplugDecoderTest {
    private static final long TIME = 1_760_000_000_000L;
    private static final int INT8 = 1;
    private static final int INT32 = 3;
    private static final int UINT32 = 7;
    private static final int UINT64 = 8;
    private static final int FLOAT = 9;
    private static final int BOOLEAN = 11;
    private static final int STRING = 12;

    private final SparkplugDecoder decoder = new SparkplugDecoder();

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields... all) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Fields fields : all) {
            fields.write(out);
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static Fields metric(String name, int datatype, Fields value) {
        return out -> out.writeByteArray(
                2,
                message(
                        it -> it.writeString(1, name),
                        it -> it.writeUInt64(3, TIME + 1),
                        it -> it.writeUInt32(4, datatype),
                        value));
    }

    private String decode(Fields... fields) throws IOException {
        return decoder.decode(message(fields)).toString();
    }

    @Test
    void shouldMakeMembersOfMetrics() throws IOException {
        assertThat(decode(
                        out -> out.writeUInt64(1, TIME),
                        metric("Temperature", FLOAT, out -> out.writeFloat(12, 21.1f)),
                        metric("Inputs/Door", BOOLEAN, out -> out.writeBool(14, true)),
                        metric("Model", STRING, out -> out.writeString(15, "PX-7")),
                        out -> out.writeUInt64(3, 7)))
                .isEqualTo("{\"timestamp\":1760000000000,\"seq\":7,\"values\":{\"Temperature\":21.1,"
                        + "\"Inputs/Door\":true,\"Model\":\"PX-7\"},\"times\":{\"Temperature\":1760000000001,"
                        + "\"Inputs/Door\":1760000000001,\"Model\":1760000000001}}");
    }

    @Test
    void shouldReadWholeNumbersAsTheirTypeSays() throws IOException {
        assertThat(decode(
                        metric("a", INT8, out -> out.writeUInt32(10, (byte) -3)),
                        metric("b", INT32, out -> out.writeUInt32(10, -3)),
                        metric("c", UINT32, out -> out.writeUInt32(10, -3)),
                        metric("d", UINT64, out -> out.writeUInt64(11, -1))))
                .contains("\"values\":{\"a\":-3,\"b\":-3,\"c\":4294967293,\"d\":18446744073709551615}");
    }

    @Test
    void shouldTakeAWholeNumberWithoutATypeForASignedOne() throws IOException {
        assertThat(decode(out -> out.writeByteArray(
                        2, message(it -> it.writeString(1, "torque"), it -> it.writeUInt32(10, -5)))))
                .contains("\"values\":{\"torque\":-5}");
    }

    @Test
    void shouldLeaveOutWhatIsNull_andCallByItsAliasWhatHasNoName() throws IOException {
        assertThat(decode(
                        metric("gone", INT32, out -> out.writeBool(7, true)),
                        out -> out.writeByteArray(
                                2, message(it -> it.writeUInt64(2, 9), it -> it.writeDouble(13, 0.5)))))
                .contains("\"values\":{\"alias 9\":0.5},\"times\":{}");
    }

    @Test
    void shouldPassOverFieldsItDoesNotKnow() throws IOException {
        assertThat(decode(
                        out -> out.writeUInt64(1, TIME),
                        out -> out.writeString(4, "a uuid"),
                        out -> out.writeByteArray(5, new byte[] {1, 2}),
                        out -> out.writeUInt32(99, 1)))
                .isEqualTo("{\"timestamp\":1760000000000,\"values\":{},\"times\":{}}");
    }

    @Test
    void shouldRefuseWhatIsNone() {
        assertThatThrownBy(() -> decoder.decode(new byte[0])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decoder.decode("{\"torque\": 1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decoder.decode(new byte[] {0x12, 0x7f, 1})).isInstanceOf(IOException.class);
    }
}
