package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.salesforce.EpisodeRetention;
import io.casewire.stream.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Episodes that are about to be deleted, one JSON object a line, in a compressed file of their own. */
final class EpisodeArchive implements EpisodeRetention.Archive {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;

    EpisodeArchive(Path folder) {
        this.folder = folder;
    }

    @Override
    public void keep(List<JsonNode> records) throws IOException {
        Files.createDirectories(folder);
        String name = "episodes-" + NAME.format(Instant.now()) + ".jsonl.gz";
        Path part = folder.resolve(name + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            GZIPOutputStream compressed = new GZIPOutputStream(Channels.newOutputStream(channel));
            write(records, compressed);
            compressed.finish();
            // The org forgets them next.
            channel.force(true);
        }
        // What was written half is never taken for whole.
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static void write(List<JsonNode> records, OutputStream out) throws IOException {
        for (JsonNode record : records) {
            ObjectNode kept = record.deepCopy();
            kept.remove("attributes");
            out.write(Json.bytes(kept));
            out.write('\n');
        }
    }
}
