package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.salesforce.EpisodeRetention;
import io.casewire.stream.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Deleted episodes, one JSON object a line, in a compressed file a day; files of one day may be read one after the other. */
final class EpisodeArchive implements EpisodeRetention.Archive {
    private final Path folder;

    EpisodeArchive(Path folder) {
        this.folder = folder;
    }

    @Override
    public void keep(List<JsonNode> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream compressed = new GZIPOutputStream(bytes)) {
            for (JsonNode record : records) {
                ObjectNode kept = record.deepCopy();
                kept.remove("attributes");
                compressed.write(Json.bytes(kept));
                compressed.write('\n');
            }
        }
        Files.createDirectories(folder);
        Path file = folder.resolve("episodes-" + LocalDate.now(ZoneOffset.UTC) + ".jsonl.gz");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            // The org forgets them next.
            channel.force(true);
        }
    }
}
