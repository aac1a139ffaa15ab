package io.casewire.doctor;

import io.casewire.doctor.Checkup.Area;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Room on the disk, certificates and their end, the clock beside the org's. */
public final class MachineCheckup {
    private static final long GIB = 1L << 30;
    private static final long TOO_LITTLE = GIB;
    private static final long LITTLE = 10 * GIB;
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Checkup checkup;
    private final Instant now;

    public MachineCheckup(Checkup checkup, Instant now) {
        this.checkup = checkup;
        this.now = now;
    }

    /** @param folder need not be there yet */
    public void disk(Path folder) throws IOException {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        long free = Files.getFileStore(there).getUsableSpace();
        String text = String.format(Locale.ROOT, "%.1f GiB are free.", (double) free / GIB);
        Finding finding = new Finding(FindingCode.DOCTOR_DISK, folder.toString(), text);
        if (free < TOO_LITTLE) {
            checkup.problem(Area.MACHINE, finding);
        } else if (free < LITTLE) {
            checkup.note(Area.MACHINE, finding);
        } else {
            checkup.ok(Area.MACHINE, "data folder " + folder + ": " + text);
        }
    }

    /** @param setting by which the file is named in the configuration */
    public void keyStore(String setting, @Nullable Path file, @Nullable String password) {
        if (file == null) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password == null ? null : password.toCharArray());
            List<String> aliases = Collections.list(store.aliases());
            if (aliases.isEmpty()) {
                throw new KeyStoreException("nothing in it can be read with this password");
            }
            for (String alias : aliases) {
                certificate(setting + " '" + alias + "'", store.getCertificate(alias));
            }
        } catch (IOException | GeneralSecurityException e) {
            checkup.problem(
                    Area.MACHINE,
                    new Finding(
                            FindingCode.DOCTOR_CERTIFICATE,
                            setting,
                            file + " cannot be read with its password ("
                                    + e.getClass().getSimpleName() + ")."));
        }
    }

    private void certificate(String where, @Nullable Certificate certificate) {
        if (!(certificate instanceof X509Certificate x509)) {
            return;
        }
        Instant end = x509.getNotAfter().toInstant();
        String until = "valid until " + end.truncatedTo(ChronoUnit.SECONDS) + ".";
        Finding finding = new Finding(FindingCode.DOCTOR_CERTIFICATE, where, until);
        if (end.isBefore(now) || x509.getNotBefore().toInstant().isAfter(now)) {
            checkup.problem(Area.MACHINE, finding);
        } else if (end.isBefore(now.plus(SOON))) {
            checkup.note(Area.MACHINE, finding);
        } else {
            checkup.ok(Area.MACHINE, "certificate " + where + ": " + until);
        }
    }

    /** Asks without a login, which costs no API call. */
    public void wire(String url) throws InterruptedException {
        HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url + "/services/data"))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            SSLSession session = answer.sslSession().orElse(null);
            if (session != null) {
                certificate(url, session.getPeerCertificates()[0]);
            }
            clock(url, answer.headers().firstValue("Date").orElse(""));
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("an answer came, so there is a certificate", e);
        } catch (IOException | IllegalArgumentException e) {
            checkup.problem(
                    Area.MACHINE,
                    new Finding(FindingCode.ORG_UNREACHABLE, url, e.getClass().getSimpleName() + "."));
        }
    }

    private void clock(String url, String date) {
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration ahead = Duration.between(theirs, Instant.now());
            String text = "this clock is " + Math.abs(ahead.toSeconds()) + " s "
                    + (ahead.isNegative() ? "behind" : "ahead of") + " the org's.";
            if (ahead.abs().compareTo(SKEW) > 0) {
                checkup.problem(Area.MACHINE, new Finding(FindingCode.DOCTOR_CLOCK, url, text));
            } else {
                checkup.ok(Area.MACHINE, text);
            }
        } catch (DateTimeException e) {
            checkup.ok(Area.MACHINE, "the org does not say what time it is");
        }
    }
}
