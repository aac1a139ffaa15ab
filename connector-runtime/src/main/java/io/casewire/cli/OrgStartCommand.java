package io.casewire.cli;

import io.casewire.embedded.Ports;
import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.LocalOrgOptions;
import io.casewire.localorg.Seed;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.MetadataDeploy;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire org start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        header = "Starts a Salesforce org on this machine, until Ctrl-C.",
        description = "It listens on localhost only. Without --data everything is gone when it ends.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it ran and was ended", "1:it did not start; findings say why"})
final class OrgStartCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", description = "keep records, events and metadata there")
    private @Nullable Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8443",
            description = "REST and OAuth; the next free one when it is busy (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--pubsub-port",
            paramLabel = "N",
            defaultValue = "7443",
            description = "Pub/Sub API with TLS; the one after it is without (default: ${DEFAULT-VALUE})")
    private int pubSubPort;

    @Option(names = "--metadata", paramLabel = "DIR", description = "deploy this source folder first")
    private @Nullable Path metadata;

    @Option(names = "--seed", paramLabel = "FILE", description = "first records, as sf data export tree writes them")
    private @Nullable Path seed;

    @Option(names = "--json", description = "print one JSON object when it is ready")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    OrgStartCommand() {}

    @Override
    public Integer call() throws Exception {
        Closer closer = new Closer();
        LocalOrg org = closer.add(start());
        var asked = Stop.closeOnSignal(closer);
        if (metadata != null) {
            List<Finding> refused = MetadataDeploy.deploy(new LocalOrgApi(org), metadata);
            FindingException.throwIfAny(refused);
        }
        int records = seed == null ? 0 : seed(org, seed);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(facts(org, records)));
        } else {
            facts(org, records).forEach((name, value) -> out.printf("%-14s %s%n", name, value));
            out.println();
            HowToConnect.lines(org).forEach(out::println);
        }
        out.flush();
        asked.await();
        return 0;
    }

    private LocalOrg start() throws Exception {
        LocalOrgOptions options = LocalOrgOptions.defaults()
                .withHttpPort(Ports.freeFrom(port))
                .withTlsPubSubPort(Ports.freeFrom(pubSubPort))
                .withPubSubPort(pubSubPort == 0 ? 0 : Ports.freeFrom(pubSubPort + 1));
        if (data != null) {
            options = options.withDataFolder(Files.createDirectories(data));
        }
        try {
            return LocalOrg.start(options);
        } catch (IllegalStateException e) {
            throw new FindingException(new Finding(FindingCode.USAGE, "org start", e.getMessage() + "."));
        }
    }

    private static int seed(LocalOrg org, Path file) throws Exception {
        if (!Files.isRegularFile(file)) {
            throw new FindingException(new Finding(FindingCode.USAGE, "--seed", file + " is not there."));
        }
        try {
            return Seed.load(org, file);
        } catch (IllegalArgumentException e) {
            throw new FindingException(new Finding(FindingCode.USAGE, "--seed", e.getMessage() + "."));
        }
    }

    private static Map<String, Object> facts(LocalOrg org, int records) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("org", org.orgId());
        facts.put("url", org.url());
        facts.put("pubSub", "localhost:" + org.pubSubPort());
        facts.put("pubSubTls", "localhost:" + org.tlsPubSubPort());
        facts.put("caFile", String.valueOf(org.certificate()));
        facts.put("username", LocalOrg.INTEGRATION_USERNAME);
        facts.put("clientId", "casewire");
        facts.put("seeded", records);
        return facts;
    }
}
