package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.ContentFiles;
import io.casewire.model.Finding;
import io.casewire.stream.ContentLog;
import io.casewire.stream.Json;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Publication;
import io.casewire.stream.TableReader;
import io.casewire.stream.TopicAdmin;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire publish}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        header = "Brings what the content folder holds into force, on every replica, without a restart.",
        description = {
            "Only what has no findings and whose cases come out as they say. A connector with a Kafka of its own does this by itself",
            "whenever files are saved; with a Kafka cluster this command does, from any machine that has the folder."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is in force", "1:there are findings; what was in force stays so, or nothing runs"})
final class PublishCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    PublishCommand() {}

    @Override
    public Integer call() throws Exception {
        Settings settings = config.settings();
        Candidate candidate = Candidate.of(ContentFiles.read(settings.contentFolder()), settings);
        if (candidate.content() == null) {
            throw new FindingException(candidate.findings());
        }
        KafkaSettings kafka = config.kafka();
        // Nothing may have run there yet.
        List<Finding> topics = TopicAdmin.prepare(kafka, settings.ingest().kafkaTopic(), false);
        FindingException.throwIfAny(topics);
        ContentLog log = new ContentLog();
        try (TableReader reader =
                new TableReader(kafka, "publish", Map.of(kafka.topics().content(), log))) {
            reader.awaitStart();
            String before = log.active();
            Publication.Origin origin = GitCheckout.of(settings.contentFolder());
            if (!before.equals(candidate.version())) {
                log.publish(kafka, candidate.files(), ConfigOption.user(), origin);
                reader.await(System.currentTimeMillis());
            }
            print(before, candidate.version(), log.publication(candidate.version()));
        }
        return 0;
    }

    private void print(String before, String now, @Nullable Publication publication) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        String commit = publication == null ? "" : publication.commitText();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("content", now);
            answer.put("before", before);
            answer.put("commit", commit);
            answer.put("findings", List.of());
            out.println(Json.MAPPER.writeValueAsString(answer));
        } else if (before.equals(now)) {
            out.println("content " + now + " is in force already");
        } else {
            out.println("content " + now + (commit.isEmpty() ? "" : " of commit " + commit) + " is in force"
                    + (before.isEmpty() ? "" : "; before it was " + before));
        }
        out.flush();
    }
}
