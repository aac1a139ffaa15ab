package io.casewire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import org.junit.jupiter.api.Test;

class StateOutputTest {

    private static void write(DataOutput out) throws IOException {
        out.write(300);
        out.write(new byte[] {1, 2, 3});
        out.write(new byte[] {4, 5, 6}, 1, 1);
        out.writeBoolean(true);
        out.writeBoolean(false);
        out.writeByte(-2);
        out.writeShort(70_000);
        out.writeChar('ß');
        out.writeInt(Integer.MIN_VALUE + 7);
        out.writeLong(Long.MAX_VALUE - 7);
        out.writeFloat(1.5f);
        out.writeDouble(-0.0);
        out.writeBytes("plain");
        out.writeChars("wide €");
        out.writeUTF("");
        out.writeUTF("press-7|machine-maintenance/overstrain");
        out.writeUTF("\u0000 ä € \ud83d\ude00 \u07ff \u0800 \uffff");
        out.writeUTF("x".repeat(5_000));
    }

    @Test
    void shouldWriteWhatTheJdkWrites() throws IOException {
        // Given
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        write(new DataOutputStream(expected));

        // When
        StateOutput out = new StateOutput(0);
        write(out);

        // Then
        assertThat(out.toBytes()).isEqualTo(expected.toByteArray());
    }

    @Test
    void shouldRefuseATextThatIsTooLong() {
        assertThatThrownBy(() -> new StateOutput(0).writeUTF("€".repeat(22_000)))
                .isInstanceOf(UTFDataFormatException.class);
    }
}
