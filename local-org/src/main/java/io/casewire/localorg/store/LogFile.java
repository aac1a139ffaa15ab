package io.casewire.localorg.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** A file of entries, each with its length and checksum. An entry is handed to the operating system in one write. */
final class LogFile implements AutoCloseable {
    private static final int HEADER = 8;

    private final Path path;
    private final FileChannel channel;
    private final ChangeEncoder encoder = new ChangeEncoder();
    private long size;

    private LogFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static LogFile create(Path path) {
        try {
            return new LogFile(
                    path,
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(Change change) {
        byte[] body = encoder.encode(change);
        ByteBuffer entry = ByteBuffer.allocate(HEADER + body.length);
        entry.putInt(body.length).putInt(checksum(body)).put(body).flip();
        try {
            for (long position = size; entry.hasRemaining(); ) {
                position += channel.write(entry, position); // after a failed write the next one starts here again
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
        size += HEADER + body.length;
    }

    long size() {
        return size;
    }

    void force() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads all entries. An entry cut off at the end is one that was never acknowledged: it is passed over. A wrong
     * checksum before the end means a damaged file and is an error, because what follows was acknowledged.
     */
    static void read(Path path, ChangeDecoder decoder, Consumer<Change> reader) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            long position = 0;
            while (position + HEADER <= channel.size()) {
                channel.read(header.clear(), position);
                int length = header.flip().getInt();
                int checksum = header.getInt();
                if (length < 0 || position + HEADER + length > channel.size()) {
                    return;
                }
                ByteBuffer body = ByteBuffer.allocate(length);
                channel.read(body, position + HEADER);
                if (checksum(body.array()) != checksum) {
                    throw new IllegalStateException(path + " is damaged at byte " + position
                            + ". Restore the data folder from a copy, or start with an empty one.");
                }
                reader.accept(decoder.decode(body.flip()));
                position += HEADER + length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
