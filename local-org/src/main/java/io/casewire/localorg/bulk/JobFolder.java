package io.casewire.localorg.bulk;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one job: itself, what was uploaded, and per batch what became of its rows. A batch's results are appended
 * before its rows are committed, and cut back to what was committed when the org starts again.
 */
final class JobFolder {
    static final String SUCCESSFUL = "successful";
    static final String FAILED = "failed";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JOB = "job.json";

    private final Path folder;

    private JobFolder(Path folder) {
        this.folder = folder;
    }

    static JobFolder create(Path jobs, BulkJob job) {
        JobFolder made = new JobFolder(jobs.resolve(job.id()));
        try {
            Files.createDirectories(made.folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        made.save(job);
        return made;
    }

    /** The folders below, oldest job first. One without a job was never acknowledged. */
    static List<JobFolder> all(Path jobs) {
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(jobs)) {
            return folders.filter(folder -> Files.exists(folder.resolve(JOB)))
                    .sorted()
                    .map(JobFolder::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BulkJob read() {
        try {
            return JSON.readValue(folder.resolve(JOB).toFile(), BulkJob.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the bulk job in " + folder, e);
        }
    }

    void save(BulkJob job) {
        try {
            Path part = folder.resolve(JOB + ".part");
            Files.write(part, JSON.writeValueAsBytes(job));
            Files.move(part, folder.resolve(JOB), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path data() {
        return folder.resolve("data.csv");
    }

    void upload(byte[] csv) {
        try {
            Path part = folder.resolve("data.part");
            Files.write(part, csv);
            Files.move(part, data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param kind {@link #SUCCESSFUL} or {@link #FAILED} */
    Path results(String kind, int batch) {
        return folder.resolve(String.format("%s-%06d.csv", kind, batch));
    }

    /** @return how long the file is now */
    long append(Path file, byte[] bytes) {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toFile().length();
    }

    void cut(Path file, long length) {
        if (Files.exists(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The results of all batches, in their order. */
    List<Path> allResults(String kind) {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> file.getFileName().toString().startsWith(kind + "-"))
                    .sorted()
                    .forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    void delete() {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
