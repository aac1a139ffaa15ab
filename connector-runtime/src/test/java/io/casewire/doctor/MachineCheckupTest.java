package io.casewire.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestKeys;
import io.casewire.doctor.Checkup.Line;
import io.casewire.doctor.Checkup.Verdict;
import io.casewire.model.FindingCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineCheckupTest {
    private final Checkup checkup = new Checkup();

    @TempDir
    private Path folder;

    @Test
    void shouldSayUntilWhenACertificateIsValid() throws Exception {
        // Given: keys that are made for a day or longer
        TestKeys keys = new TestKeys(folder);

        // When
        new MachineCheckup(checkup, Instant.now().minus(Duration.ofDays(300)))
                .keyStore("org.keyStore", keys.clients, TestKeys.PASSWORD);
        new MachineCheckup(checkup, Instant.now().plus(Duration.ofDays(3650)))
                .keyStore("org.keyStore", keys.clients, TestKeys.PASSWORD);

        // Then: one is not valid yet, and one not any more
        assertThat(checkup.lines())
                .isNotEmpty()
                .allMatch(line -> line.verdict() == Verdict.PROBLEM)
                .allMatch(line -> Objects.requireNonNull(line.finding()).code() == FindingCode.DOCTOR_CERTIFICATE);
        assertThat(checkup.isWell()).isFalse();
    }

    @Test
    void shouldSayThatAKeyStoreCannotBeRead() throws Exception {
        TestKeys keys = new TestKeys(folder);
        MachineCheckup machine = new MachineCheckup(checkup, Instant.now());
        machine.keyStore("mqtt.keyStore", keys.clients, "wrong");
        machine.keyStore("mqtt.trustStore", folder.resolve("none.p12"), null);
        assertThat(checkup.lines()).hasSize(2).allMatch(line -> line.verdict() == Verdict.PROBLEM);
        assertThat(checkup.lines().toString())
                .contains("mqtt.keyStore", "mqtt.trustStore")
                .doesNotContain("wrong");
    }

    @Test
    void shouldSayThatTheClocksDiffer() throws Exception {
        Line well = wire(Duration.ZERO);
        assertThat(well.verdict()).isEqualTo(Verdict.OK);
        Line ahead = wire(Duration.ofMinutes(10));
        assertThat(ahead.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(ahead.text()).contains("s behind the org's");
    }

    @Test
    void shouldLookAtTheDiskWhereTheFolderWillBe() throws Exception {
        new MachineCheckup(checkup, Instant.now()).disk(folder.resolve("not/there/yet"));
        assertThat(checkup.lines()).singleElement().satisfies(line -> assertThat(line.text())
                .contains("GiB are free"));
        assertThat(Files.exists(folder.resolve("not"))).isFalse();
    }

    /** Asks an org whose clock is so far ahead. */
    private Line wire(Duration ahead) throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(ahead));
        String answer = "HTTP/1.1 200 OK\r\nDate: " + date + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread org = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[1_000]);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            org.start();
            new MachineCheckup(checkup, Instant.now()).wire("http://127.0.0.1:" + server.getLocalPort());
            org.join();
        }
        return checkup.lines().get(checkup.lines().size() - 1);
    }
}
