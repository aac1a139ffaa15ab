package io.casewire.model;

import java.io.DataOutput;
import java.io.UTFDataFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes into an array what {@link java.io.DataInputStream} reads. The JDK's own way into memory takes a lock for each value and
 * two passes over each text, and a state is written with every reading.
 */
public final class StateOutput implements DataOutput {
    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);
    private static final int LONGEST_TEXT = 0xffff;

    private byte[] bytes;
    private int size;

    /** @param expected bytes; it grows where there are more */
    public StateOutput(int expected) {
        this.bytes = new byte[expected];
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Room for so many more. @return where it begins */
    private int take(int more) {
        int at = size;
        if (at + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
        size = at + more;
        return at;
    }

    @Override
    public void write(int value) {
        int at = take(1);
        bytes[at] = (byte) value;
    }

    @Override
    public void write(byte[] values) {
        write(values, 0, values.length);
    }

    @Override
    public void write(byte[] values, int from, int length) {
        int at = take(length);
        System.arraycopy(values, from, bytes, at, length);
    }

    @Override
    public void writeBoolean(boolean value) {
        write(value ? 1 : 0);
    }

    @Override
    public void writeByte(int value) {
        write(value);
    }

    @Override
    public void writeShort(int value) {
        int at = take(Short.BYTES);
        SHORTS.set(bytes, at, (short) value);
    }

    @Override
    public void writeChar(int value) {
        writeShort(value);
    }

    @Override
    public void writeInt(int value) {
        int at = take(Integer.BYTES);
        INTS.set(bytes, at, value);
    }

    @Override
    public void writeLong(long value) {
        int at = take(Long.BYTES);
        LONGS.set(bytes, at, value);
    }

    @Override
    public void writeFloat(float value) {
        writeInt(Float.floatToIntBits(value));
    }

    @Override
    public void writeDouble(double value) {
        writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public void writeBytes(String text) {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void writeChars(String text) {
        text.chars().forEach(this::writeChar);
    }

    @Override
    public void writeUTF(String text) throws UTFDataFormatException {
        int start = take(Short.BYTES + 3 * text.length());
        int at = start + Short.BYTES;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 1 && c <= 0x7f) {
                bytes[at++] = (byte) c;
            } else if (c <= 0x7ff) {
                bytes[at++] = (byte) (0xc0 | c >> 6);
                bytes[at++] = (byte) (0x80 | c & 0x3f);
            } else {
                bytes[at++] = (byte) (0xe0 | c >> 12);
                bytes[at++] = (byte) (0x80 | c >> 6 & 0x3f);
                bytes[at++] = (byte) (0x80 | c & 0x3f);
            }
        }
        int length = at - start - Short.BYTES;
        if (length > LONGEST_TEXT) {
            throw new UTFDataFormatException("a text of " + length + " bytes");
        }
        SHORTS.set(bytes, start, (short) length);
        size = at;
    }
}
