package io.casewire.localorg.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes in a folder: a snapshot and the logs written since. {@code snapshot-7.log} holds everything before
 * {@code changes-7.log}. A log that outgrows the snapshot starts the next one, and a snapshot is written beside the
 * traffic; only then the older files go. The files survive the end of the process at any point; they are not forced to
 * the disk on every commit, so a machine that loses power may lose the last seconds.
 */
final class FileJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    private static final Pattern NAME = Pattern.compile("(snapshot|changes)-(\\d+)\\.log");
    private static final long SMALLEST_COMPACTION = 64L << 20;

    private final Path folder;
    private final Tables tables;
    private int number;
    private LogFile changes;
    private long snapshotSize;
    private @Nullable Thread compaction;

    private FileJournal(Path folder, Tables tables, int number, long snapshotSize) {
        this.folder = folder;
        this.tables = tables;
        this.number = number;
        this.snapshotSize = snapshotSize;
        this.changes = LogFile.create(changes(number));
    }

    /** Reads the folder into the tables and goes on in a new log. */
    static FileJournal open(Path folder, Tables tables) {
        int snapshot =
                numbers(folder, "snapshot").stream().mapToInt(n -> n).max().orElse(0);
        long snapshotSize = 0;
        if (snapshot > 0) {
            Path file = folder.resolve("snapshot-" + snapshot + ".log");
            LogFile.read(file, new ChangeDecoder(tables.schema()), tables::apply);
            snapshotSize = file.toFile().length();
        }
        List<Integer> logs = numbers(folder, "changes").stream()
                .filter(n -> n >= snapshot)
                .sorted()
                .toList();
        for (int log : logs) {
            LogFile.read(folder.resolve("changes-" + log + ".log"), new ChangeDecoder(tables.schema()), tables::apply);
        }
        int next = logs.isEmpty() ? snapshot + 1 : logs.get(logs.size() - 1) + 1;
        FileJournal journal = new FileJournal(folder, tables, next, snapshotSize);
        journal.compactIfWorthwhile(logs.stream()
                .mapToLong(log -> journal.changes(log).toFile().length())
                .sum());
        return journal;
    }

    @Override
    public void append(Change change) {
        compactIfWorthwhile(changes.size());
        changes.append(change);
    }

    private void compactIfWorthwhile(long logged) {
        boolean busy = compaction != null && compaction.isAlive();
        if (!busy && logged > Math.max(SMALLEST_COMPACTION, 2 * snapshotSize)) {
            compact();
        }
    }

    @Override
    public void replace(List<Change> everything) {
        awaitCompaction();
        changes.close();
        number++;
        try {
            // Until it has its final name, the folder still reads as before.
            write(number, everything);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            changes = LogFile.create(changes(number));
        }
    }

    /** Called between transactions, when the tables hold exactly what the logs so far hold. */
    private void compact() {
        changes.close();
        number++;
        changes = LogFile.create(changes(number));
        int snapshot = number;
        List<Change> everything = tables.everything();
        Thread thread = new Thread(() -> writeSnapshot(snapshot, everything), "local-org-snapshot");
        thread.setDaemon(true);
        compaction = thread;
        thread.start();
    }

    private void writeSnapshot(int snapshot, List<Change> everything) {
        try {
            write(snapshot, everything);
        } catch (IOException | UncheckedIOException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("folder", folder)
                    .log("The snapshot was not written; the logs are kept and nothing is lost");
        }
    }

    private void write(int snapshot, List<Change> everything) throws IOException {
        Path part = folder.resolve("snapshot-" + snapshot + ".part");
        try (LogFile file = LogFile.create(part)) {
            everything.forEach(file::append);
            file.force();
            Files.move(part, folder.resolve("snapshot-" + snapshot + ".log"), StandardCopyOption.ATOMIC_MOVE);
            snapshotSize = file.size();
        }
        deleteBefore(snapshot);
    }

    private void deleteBefore(int snapshot) throws IOException {
        for (String kind : List.of("snapshot", "changes")) {
            for (int old : numbers(folder, kind)) {
                if (old < snapshot) {
                    Files.deleteIfExists(folder.resolve(kind + "-" + old + ".log"));
                }
            }
        }
    }

    private static List<Integer> numbers(Path folder, String kind) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .filter(name -> name.group(1).equals(kind))
                    .map(name -> Integer.valueOf(name.group(2)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path changes(int log) {
        return folder.resolve("changes-" + log + ".log");
    }

    @Override
    public void close() {
        changes.close();
        awaitCompaction();
    }

    private void awaitCompaction() {
        if (compaction != null) {
            try {
                compaction.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
