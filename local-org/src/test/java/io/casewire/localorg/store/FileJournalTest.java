package io.casewire.localorg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.localorg.schema.SObjectType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static String write(RecordStore store, String name) {
        try (Transaction tx = store.begin()) {
            SObjectType type = tx.schema().type("Account");
            Row.Draft draft = Row.Draft.create(tx.nextId(type), type.fields().size());
            draft.set(type.field("Name"), name);
            Row row = draft.toRow();
            tx.put(type, row);
            tx.commit();
            return row.id();
        }
    }

    private static List<String> names(RecordStore store) {
        return store.read(view -> {
            SObjectType type = view.schema().type("Account");
            return view.rows(type).stream()
                    .map(row -> String.valueOf(row.text(type.field("Name"))))
                    .toList();
        });
    }

    private Path newestLog() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toFile().length() > 0)
                    .max(java.util.Comparator.comparing(Path::toString))
                    .orElseThrow();
        }
    }

    @Test
    void shouldPassOverAnEntryThatWasCutOff() throws IOException {
        // Given
        try (RecordStore store = RecordStore.open(folder, Clock.systemUTC())) {
            write(store, "whole");
            write(store, "cut");
        }
        Path log = newestLog();
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, java.util.Arrays.copyOf(bytes, bytes.length - 3));

        // When
        try (RecordStore store = RecordStore.open(folder, Clock.systemUTC())) {
            write(store, "next");

            // Then
            assertThat(names(store)).containsExactly("whole", "next");
        }
        try (RecordStore store = RecordStore.open(folder, Clock.systemUTC())) {
            assertThat(names(store)).containsExactly("whole", "next");
        }
    }

    @Test
    void shouldRefuseADamagedFileRatherThanLoseWhatFollows() throws IOException {
        // Given
        try (RecordStore store = RecordStore.open(folder, Clock.systemUTC())) {
            write(store, "first");
            write(store, "second");
        }
        Path log = newestLog();
        byte[] bytes = Files.readAllBytes(log);
        bytes[20] ^= 1;
        Files.write(log, bytes);

        // When / Then
        assertThatThrownBy(() -> RecordStore.open(folder, Clock.systemUTC()))
                .hasMessageContaining("is damaged at byte 0")
                .hasMessageContaining(log.toString());
    }

    @Test
    void shouldLeaveNothingOfATransactionThatWasNotCommitted() {
        // Given
        try (RecordStore store = RecordStore.inMemory(Clock.systemUTC())) {
            write(store, "kept");

            // When
            try (Transaction tx = store.begin()) {
                SObjectType type = tx.schema().type("Account");
                tx.put(type, Row.Draft.create(tx.nextId(type), 1).toRow());
            }

            // Then
            assertThat(names(store)).containsExactly("kept");
        }
    }
}
