package io.casewire.cli;

import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.DeadLetterLog;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.DeadLetterRecord.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class DeadLetterFilter {
    @Option(names = "--stage", paramLabel = "STAGE", description = "that gave up: ingest, quality, …, delivery")
    private @Nullable String stage;

    @Option(names = "--code", paramLabel = "CODE", description = "of the finding, as in QUALITY-003")
    private @Nullable String code;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "that the message came by; from delivery, the object")
    private @Nullable String topic;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "the device; from ingest, the topic; from delivery, the record")
    private @Nullable String key;

    @Option(names = "--since", paramLabel = "DURATION", description = "came in no longer ago than this: 30m, 2d")
    private @Nullable String since;

    @SuppressWarnings("NullAway.Init") // picocli fills it
    DeadLetterFilter() {}

    /** Whether it says anything at all. */
    boolean isEmpty() {
        return stage == null && code == null && topic == null && key == null && since == null;
    }

    /** @param state null for all */
    List<DeadLetterRecord> list(DeadLetterLog log, @Nullable State state)
            throws ExecutionException, InterruptedException {
        Predicate<DeadLetterRecord> wanted = letter -> is(stage, letter.stage())
                && is(code, letter.code())
                && is(topic, letter.topic())
                && is(key, letter.key());
        return log.list(wanted, state, from());
    }

    /** @throws FindingException when one of them is not there, or done with */
    static List<DeadLetterRecord> open(DeadLetterLog log, List<String> ids)
            throws ExecutionException, InterruptedException {
        List<DeadLetterRecord> letters = new ArrayList<>();
        List<Finding> wrong = new ArrayList<>();
        for (String id : ids) {
            DeadLetterRecord letter = log.find(id);
            if (letter == null) {
                wrong.add(new Finding(FindingCode.DEAD_LETTER, id, "there is no such dead letter, or none any more."));
            } else if (letter.state() != State.OPEN) {
                wrong.add(new Finding(
                        FindingCode.DEAD_LETTER,
                        id,
                        "it is " + letter.state().name().toLowerCase(Locale.ROOT) + " already."));
            } else {
                letters.add(letter);
            }
        }
        if (!wrong.isEmpty()) {
            throw new FindingException(wrong);
        }
        return letters;
    }

    private Instant from() {
        try {
            return since == null ? Instant.EPOCH : Instant.now().minus(Durations.parse(since));
        } catch (IllegalArgumentException e) {
            throw new FindingException(new Finding(FindingCode.USAGE, "--since", e.getMessage() + "."));
        }
    }

    private static boolean is(@Nullable String wanted, String value) {
        return wanted == null || wanted.equalsIgnoreCase(value);
    }
}
