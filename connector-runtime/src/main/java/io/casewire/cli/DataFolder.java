package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder an instance keeps everything in: locked before anything opens, and bound to one org. */
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String RUN = "run.json";
    private static final String ORG = "org.json";

    private final Path folder;
    private final RandomAccessFile lockFile;
    private final FileLock lock;

    private DataFolder(Path folder, RandomAccessFile lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** @throws FindingException naming the process that has it */
    static DataFolder lock(Path folder) throws IOException {
        Files.createDirectories(folder);
        RandomAccessFile file = new RandomAccessFile(folder.resolve(LOCK).toFile(), "rw");
        FileLock lock = tryLock(file);
        if (lock == null) {
            String pid = readPid(file);
            file.close();
            throw new FindingException(
                    new Finding(FindingCode.DATA_FOLDER_LOCKED, folder.toString(), "process " + pid + " has it open."));
        }
        file.setLength(0);
        file.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8));
        Files.deleteIfExists(folder.resolve(RUN));
        return new DataFolder(folder, file, lock);
    }

    /** Deletes what an earlier instance left, while the lock keeps others out. */
    void clear() throws IOException {
        Path held = folder.resolve(LOCK);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder) && !file.equals(held)) {
                    Files.delete(file);
                }
            }
        }
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    /** Tells commands how to reach what runs here. */
    void announce(Map<String, Object> run) throws IOException {
        Path part = folder.resolve(RUN + ".part");
        Files.write(part, Json.bytes(run));
        Files.move(part, folder.resolve(RUN), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What {@link #announce} wrote, or a missing node. */
    static JsonNode running(Path folder) throws IOException {
        Path file = folder.resolve(RUN);
        if (!Files.exists(file)) {
            return MissingNode.getInstance();
        }
        JsonNode run = Json.MAPPER.readTree(Files.readAllBytes(file));
        boolean alive = ProcessHandle.of(run.path("pid").asLong()).isPresent();
        return alive ? run : MissingNode.getInstance();
    }

    /** @throws FindingException when the folder's state belongs to another org */
    void bindTo(String orgId) throws IOException {
        Path file = folder.resolve(ORG);
        if (Files.exists(file)) {
            String bound =
                    Json.MAPPER.readTree(Files.readAllBytes(file)).path("orgId").asText();
            if (!bound.equals(orgId)) {
                throw new FindingException(new Finding(
                        FindingCode.ORG_FOREIGN,
                        folder.toString(),
                        "its state is about org " + bound + ", this is " + orgId + "."));
            }
            return;
        }
        Files.write(file, Json.bytes(Map.of("orgId", orgId)));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(RUN));
        lock.release();
        lockFile.close();
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            // Beyond the pid, so that the pid can be read while the lock is held on every system.
            return file.getChannel().tryLock(1_000_000, 1, false);
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private static String readPid(RandomAccessFile file) throws IOException {
        file.seek(0);
        String line = file.readLine();
        return line == null ? "unknown" : line;
    }
}
