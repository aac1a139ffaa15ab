package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.ContentLog;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Publication;
import io.casewire.stream.TableReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which content is in force here: the one published last. Where the content folder is watched, what is saved in it is
 * published when nothing is wrong with it; otherwise what was in force stays so, and findings say why.
 */
final class Rollout implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);

    /** Files that stay the same for this long were saved to their end. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** In place of a hash. */
    private static final String NOT_READABLE = "-";

    private final Settings settings;
    private final KafkaSettings kafka;
    private final boolean watches;
    private final Consumer<String> progress;
    private final ContentLog log = new ContentLog();
    private final TableReader reader;
    private volatile Content content;
    private volatile ContentFiles files;
    private volatile List<Finding> refused = List.of();
    private volatile Content followed;
    private volatile boolean closed;
    private String seen;
    private String settling = "";
    private Thread thread = new Thread();

    /** Runs on another content from now on. */
    interface Follower {
        void follow(Content before, Content now, ContentFiles files) throws Exception;

        /** Looks after what did not go well then; every second. */
        void lookAfter() throws Exception;
    }

    /**
     * Begins with what the folder holds, or with what was published last.
     *
     * @param ownKafka whether nobody else publishes there, so that the folder counts
     * @throws FindingException when there is neither
     */
    Rollout(Settings settings, KafkaSettings kafka, boolean ownKafka, Consumer<String> progress) throws Exception {
        this.settings = settings;
        this.kafka = kafka;
        this.watches = settings.watchContent() == null ? ownKafka : settings.watchContent();
        this.progress = progress;
        this.reader = new TableReader(kafka, "content", Map.of(kafka.topics().content(), log));
        try {
            reader.awaitStart();
            ContentFiles saved = ContentFiles.read(settings.contentFolder());
            seen = saved.version();
            content = begin(saved);
            files = Objects.requireNonNull(content.version().equals(seen) ? saved : log.files(content.version()));
            followed = content;
        } catch (Exception e) {
            reader.close();
            throw e;
        }
    }

    private Content begin(ContentFiles saved) throws ExecutionException, InterruptedException {
        Content active = log.find(log.active());
        if (active != null && (log.active().equals(seen) || !watches)) {
            if (!log.active().equals(seen)) {
                progress.accept("content " + log.active() + " is in force; the folder has " + seen
                        + ", which casewire publish would bring in");
            }
            return active;
        }
        if (active == null && !log.active().isEmpty() && !watches) {
            // Ours would be older than what others run.
            throw new FindingException(unreadable());
        }
        Candidate candidate = Candidate.of(saved, settings);
        if (candidate.content() != null) {
            publish(candidate);
            return candidate.content();
        }
        if (active == null) {
            throw new FindingException(candidate.findings());
        }
        refuse(candidate.findings());
        return active;
    }

    /** The content in force. */
    Content content() {
        return content;
    }

    /** The content that everything here runs on by now. */
    Content followed() {
        return followed;
    }

    /** The files it was made of. */
    ContentFiles files() {
        return files;
    }

    ContentLog log() {
        return log;
    }

    /** Hash of what is saved in the folder now; empty when it cannot be read. */
    String saved() {
        try {
            return ContentFiles.read(settings.contentFolder()).version();
        } catch (IOException e) {
            return "";
        }
    }

    private List<Finding> unreadable() {
        return log.unreadable().entrySet().stream()
                .map(it -> new Finding(
                        FindingCode.CONTENT_UNREADABLE,
                        "content " + it.getKey(),
                        it.getValue().size() + " findings, the first: "
                                + it.getValue().get(0).what()))
                .toList();
    }

    /** Why what is saved in the folder is not in force. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(told(refused));
        findings.addAll(unreadable());
        return findings;
    }

    /** From now on the follower runs on whatever is in force. */
    void begin(Follower follower) {
        thread = new Thread(() -> run(follower), "content");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Follower follower) {
        while (!closed) {
            try {
                Thread.sleep(LOOK.toMillis());
                if (watches) {
                    lookAtFolder();
                }
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("What is saved could not be published, again");
            }
            try {
                follow(follower);
                follower.lookAfter();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("Content that is in force could not be followed, again");
            }
        }
    }

    private void lookAtFolder() throws ExecutionException, InterruptedException {
        ContentFiles saved;
        try {
            saved = ContentFiles.read(settings.contentFolder());
        } catch (IOException e) {
            // Once may be in the middle of a save.
            if (settling.equals(NOT_READABLE)) {
                seen = "";
                refused = List.of(new Finding(
                        FindingCode.CONTENT_SYNTAX,
                        settings.contentFolder().toString(),
                        "it cannot be read: " + e.getClass().getSimpleName() + "."));
            }
            settling = NOT_READABLE;
            return;
        }
        String version = saved.version();
        if (version.equals(seen)) {
            settling = "";
        } else if (version.equals(settling)) {
            take(saved);
            seen = version;
        } else {
            settling = version;
        }
    }

    private void take(ContentFiles saved) throws ExecutionException, InterruptedException {
        if (saved.version().equals(log.active())) {
            refused = List.of();
            return;
        }
        Candidate candidate = Candidate.of(saved, settings);
        if (candidate.content() == null) {
            refuse(candidate.findings());
        } else {
            publish(candidate);
            refused = List.of();
        }
    }

    private void refuse(List<Finding> findings) {
        refused = findings;
        told(findings).forEach(finding -> progress.accept(finding.toString()));
    }

    /** Before them, what they mean. */
    private List<Finding> told(List<Finding> findings) {
        List<Finding> all = new ArrayList<>(findings);
        if (!findings.isEmpty()) {
            all.add(
                    0,
                    new Finding(
                            FindingCode.CONTENT_REFUSED,
                            settings.contentFolder().toString(),
                            "the files have "
                                    + (findings.size() == 1 ? "a finding" : findings.size() + " findings")
                                    + "; content " + log.active() + " stays in force."));
        }
        return all;
    }

    private void publish(Candidate candidate) throws ExecutionException, InterruptedException {
        // It would be compiled once more when it is read.
        log.compiled(Objects.requireNonNull(candidate.content()));
        log.publish(kafka, candidate.files(), ConfigOption.user(), GitCheckout.of(settings.contentFolder()));
        reader.await(System.currentTimeMillis());
    }

    private void follow(Follower follower) throws Exception {
        String active = log.active();
        Content now = active.equals(content.version()) ? null : log.find(active);
        ContentFiles its = now == null ? null : log.files(active);
        if (now != null && its != null) {
            Content before = content;
            ContentFiles beforeFiles = files;
            content = now;
            files = its;
            try {
                follower.follow(before, now, its);
            } catch (Exception e) {
                content = before;
                files = beforeFiles;
                throw e;
            }
            followed = now;
            Publication publication = log.publication(active);
            progress.accept("content " + active + " is in force" + (publication == null ? "" : published(publication)));
        }
    }

    private static String published(Publication publication) {
        String commit = publication.commitText();
        return ", published by " + publication.by() + (commit.isEmpty() ? "" : " from commit " + commit);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        reader.close();
    }
}
