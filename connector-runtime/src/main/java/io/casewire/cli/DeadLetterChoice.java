package io.casewire.cli;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.DeadLetterLog;
import io.casewire.stream.DeadLetterRecord;
import io.casewire.stream.DeadLetterRecord.State;
import java.util.List;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The dead letters something is done with: by id, by filter, or all that are open. */
final class DeadLetterChoice {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "as list names them; instead of a filter")
    private List<String> ids = List.of();

    @Mixin
    private DeadLetterFilter filter;

    @Option(names = "--all", description = "every one that is open")
    private boolean all;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    DeadLetterChoice() {}

    /** @throws FindingException when it is not said which, or twice */
    void requireAny() {
        int said = (ids.isEmpty() ? 0 : 1) + (filter.isEmpty() ? 0 : 1) + (all ? 1 : 0);
        if (said != 1) {
            throw new FindingException(new Finding(
                    FindingCode.USAGE, "dead letters", "name their ids, or a filter such as --code, or --all."));
        }
    }

    /** Those that are open. */
    List<DeadLetterRecord> letters(DeadLetterLog log) throws ExecutionException, InterruptedException {
        return ids.isEmpty() ? filter.list(log, State.OPEN) : DeadLetterFilter.open(log, ids);
    }
}
