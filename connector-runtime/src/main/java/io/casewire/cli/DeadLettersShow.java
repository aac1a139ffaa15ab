package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire dead-letters show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        header = "One dead letter with its payload, where the person concerned allows that it is used.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is shown", "1:nothing runs, or its payload may not be shown", "3:there is no such letter"
        })
final class DeadLettersShow implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "ID", description = "as list names it")
    private String id;

    @Option(names = "--to", paramLabel = "FILE", description = "write the payload to this file, to edit it")
    private @Nullable Path file;

    @Option(names = "--json", description = "print one JSON object; the payload in Base64")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    DeadLettersShow() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ConsoleClient.Reply reply = new ConsoleClient(config.running()).get("/api/dead-letter", Map.of("id", id));
        JsonNode letter = reply.body();
        if (reply.status() != 200) {
            spec.commandLine().getErr().println(letter.path("finding").asText());
            return reply.status() == 404 ? Main.NOT_FOUND : Main.FAILED;
        }
        byte[] payload = letter.path("payload").binaryValue();
        if (file != null && payload != null) {
            Files.write(file, payload);
        }
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(letter));
        } else {
            print(letter, payload, out);
        }
        out.flush();
        return payload == null ? Main.FAILED : 0;
    }

    private void print(JsonNode letter, byte @Nullable [] payload, PrintWriter out) {
        for (String name : new String[] {"state", "at", "stage", "code", "where", "what", "key", "subject", "topic"}) {
            if (!letter.path(name).asText().isEmpty()) {
                out.printf("%-8s  %s%n", name, Printable.text(letter.path(name).asText()));
            }
        }
        out.printf(
                "payload   %d bytes%s%s%n",
                letter.path("bytes").asInt(),
                letter.path("edited").asBoolean() ? ", edited" : "",
                letter.path("cut").asBoolean() ? ", only the beginning was kept" : "");
        if (payload == null) {
            out.println(letter.path("withheld").asText());
        } else if (file != null) {
            out.println("written to " + file);
        } else {
            out.println(Payload.text(payload));
        }
    }
}
