package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire org fault}. */
@Command(
        name = "fault",
        mixinStandardHelpOptions = true,
        header = "Lets calls to the local org go wrong on purpose.",
        subcommands = {OrgFaultCommand.Add.class, OrgFaultCommand.All.class, OrgFaultCommand.Remove.class})
final class OrgFaultCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills it
    OrgFaultCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static void print(PrintWriter out, JsonNode answer) throws Exception {
        if (answer.isArray()) {
            for (JsonNode fault : answer) {
                out.println(Json.MAPPER.writeValueAsString(fault));
            }
        } else {
            out.println(Json.MAPPER.writeValueAsString(answer));
        }
        out.flush();
    }

    /** {@code casewire org fault add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            header = "Adds a fault and prints it with its id, as one JSON object.",
            footer = {
                "",
                "casewire org fault add error --endpoint '/composite/sobjects*' --error-code SERVER_UNAVAILABLE --times 3",
                "casewire org fault add rowError --object Case --error-code UNABLE_TO_LOCK_ROW --probability 0.1 --seed 7",
                "casewire org fault add latency --latency-millis 150"
            })
    static final class Add implements Callable<Integer> {
        @Parameters(
                paramLabel = "KIND",
                description =
                        "error, rowError, latency, dropBeforeCommit, dropAfterCommit, closeStream, corruptReplayId")
        private String kind;

        @Option(names = "--endpoint", description = "a path below the version, or an RPC's name; * for anything")
        private @Nullable String endpoint;

        @Option(names = "--method", description = "an HTTP method")
        private @Nullable String method;

        @Option(names = "--object", description = "calls or rows of this object")
        private @Nullable String object;

        @Option(names = "--topic", description = "calls about this topic")
        private @Nullable String topic;

        @Option(names = "--user", description = "calls of this username")
        private @Nullable String user;

        @Option(names = "--error-code", description = "what is answered, such as REQUEST_LIMIT_EXCEEDED")
        private @Nullable String errorCode;

        @Option(names = "--message", description = "the words that go with it")
        private @Nullable String message;

        @Option(names = "--status", description = "another HTTP status than the code's own")
        private @Nullable Integer status;

        @Option(names = "--grpc-status", description = "for the Pub/Sub API, such as UNAVAILABLE")
        private @Nullable String grpcStatus;

        @Option(names = "--latency-millis", description = "how long a latency lasts")
        private @Nullable Integer latencyMillis;

        @Option(names = "--probability", description = "how likely a fitting call is struck, 0 to 1")
        private @Nullable Double probability;

        @Option(names = "--times", description = "how often at most")
        private @Nullable Integer times;

        @Option(names = "--until", description = "when it ends, such as 2026-01-31T10:00:00Z")
        private @Nullable String until;

        @Option(names = "--seed", description = "the same seed strikes the same calls")
        private @Nullable Long seed;

        @Mixin
        private OrgUrlOption org;

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli fills them
        Add() {}

        @Override
        public Integer call() throws Exception {
            ObjectNode fault = Json.MAPPER.createObjectNode().put("kind", kind);
            put(fault, "endpoint", endpoint);
            put(fault, "method", method);
            put(fault, "object", object);
            put(fault, "topic", topic);
            put(fault, "user", user);
            put(fault, "errorCode", errorCode);
            put(fault, "message", message);
            put(fault, "status", status);
            put(fault, "grpcStatus", grpcStatus);
            put(fault, "latencyMillis", latencyMillis);
            put(fault, "probability", probability);
            put(fault, "times", times);
            put(fault, "until", until);
            put(fault, "seed", seed);
            print(spec.commandLine().getOut(), org.ask("POST", "/faults", Json.MAPPER.writeValueAsString(fault)));
            return 0;
        }

        private static void put(ObjectNode fault, String name, @Nullable Object value) {
            if (value != null) {
                fault.set(name, Json.MAPPER.valueToTree(value));
            }
        }
    }

    /** {@code casewire org fault list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Prints the faults in force and how often each has struck, one JSON object a line.")
    static final class All implements Callable<Integer> {
        @Mixin
        private OrgUrlOption org;

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli fills them
        All() {}

        @Override
        public Integer call() throws Exception {
            print(spec.commandLine().getOut(), org.ask("GET", "/faults", ""));
            return 0;
        }
    }

    /** {@code casewire org fault remove}. */
    @Command(name = "remove", mixinStandardHelpOptions = true, header = "Ends a fault, or all of them.")
    static final class Remove implements Callable<Integer> {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "as add and list print it; all without it")
        private @Nullable String id;

        @Mixin
        private OrgUrlOption org;

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli fills them
        Remove() {}

        @Override
        public Integer call() throws Exception {
            print(spec.commandLine().getOut(), org.ask("DELETE", id == null ? "/faults" : "/faults/" + id, ""));
            return 0;
        }
    }
}
