package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.config.Settings;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.doctor.BrokersCheckup;
import io.casewire.doctor.Checkup;
import io.casewire.doctor.Checkup.Area;
import io.casewire.doctor.Checkup.Line;
import io.casewire.doctor.Checkup.Verdict;
import io.casewire.doctor.MachineCheckup;
import io.casewire.doctor.OrgCheckup;
import io.casewire.model.Finding;
import io.casewire.model.Secret;
import io.casewire.routes.OrgSession;
import io.casewire.salesforce.OrgQuestions;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.ReadPace;
import io.casewire.salesforce.pubsub.PubSubEndpoint;
import io.casewire.stream.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        header = "Looks at this machine, the brokers and the org, and says what will not work. Changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is in the way", "1:there are problems, or something does not answer"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(
            names = "--org",
            description = "ask the org, too: about 15 API calls and one for each mapped object, all of them reading")
    private boolean asksOrg;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private int calls;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    DoctorCommand() {}

    @Override
    public Integer call() throws Exception {
        Settings settings = config.settings();
        Content content = ConfigOption.content(ContentFiles.read(settings.contentFolder()));
        Checkup checkup = new Checkup();
        MachineCheckup machine = new MachineCheckup(checkup, Instant.now());
        machine.disk(settings.dataFolder());
        Secret orgPassword = settings.org().keyStorePassword();
        machine.keyStore("org.keyStore", settings.org().keyStore(), orgPassword == null ? null : orgPassword.value());
        machine.keyStore(
                "mqtt.keyStore", settings.mqtt().keyStore(), settings.mqtt().keyStorePassword());
        machine.keyStore(
                "mqtt.trustStore", settings.mqtt().trustStore(), settings.mqtt().trustStorePassword());
        BrokersCheckup brokers = new BrokersCheckup(checkup);
        String servers = settings.kafka().bootstrapServers();
        brokers.kafka(servers == null ? null : Logins.kafka(settings, servers));
        brokers.mqtt(settings.mqtt().url());
        if (asksOrg) {
            org(settings, content, checkup, machine);
        }
        print(checkup);
        return checkup.isWell() ? 0 : Main.FAILED;
    }

    /** That of the configuration; without one, that of the instance that runs on the data folder. */
    private void org(Settings settings, Content content, Checkup checkup, MachineCheckup machine) throws Exception {
        boolean own = settings.org().url() == null;
        JsonNode run = own ? config.running() : Json.MAPPER.createObjectNode();
        String url =
                own ? run.path("org").asText() : String.valueOf(settings.org().url());
        machine.wire(url);
        try (OrgSession session = new OrgSession(Logins.org(settings, url), events(settings, run))) {
            OrgQuestions questions = new OrgQuestions(session.org());
            OrgCheckup org = new OrgCheckup(questions, content, checkup, Instant.now());
            ReadPace pace = ReadPace.of(content.identity(), content.consent());
            try {
                org.run(settings.budget().reserve(), pace::callsPerDay);
                org.consentStream(session.pubSub());
            } finally {
                calls = questions.calls();
            }
        } catch (OrgUnreachableException e) {
            checkup.problem(Area.ORG, e.finding());
        }
    }

    private static @Nullable PubSubEndpoint events(Settings settings, JsonNode run) {
        if (settings.org().pubSub() != null) {
            return PubSubEndpoint.parse(settings.org().pubSub());
        }
        return run.hasNonNull("pubSub")
                ? PubSubEndpoint.parse("http://" + run.path("pubSub").asText())
                : null;
    }

    private void print(Checkup checkup) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("well", checkup.isWell());
            answer.put("apiCalls", calls);
            answer.put(
                    "lines", checkup.lines().stream().map(DoctorCommand::line).toList());
            out.println(Json.MAPPER.writeValueAsString(answer));
        } else {
            for (Area area : Area.values()) {
                print(area, checkup, out);
            }
            summary(checkup, out);
        }
        out.flush();
    }

    private static void print(Area area, Checkup checkup, PrintWriter out) {
        List<Line> lines =
                checkup.lines().stream().filter(line -> line.area() == area).toList();
        if (lines.isEmpty()) {
            return;
        }
        out.println(Ansi.AUTO.string("@|bold " + area.title() + "|@"));
        for (Line line : lines) {
            out.println("  " + mark(line.verdict()) + "  " + code(line.finding()) + Printable.text(line.text()));
            if (line.finding() != null) {
                out.println("           " + line.finding().code().title() + ". "
                        + line.finding().action());
            }
        }
        out.println();
    }

    private static String code(@Nullable Finding finding) {
        return finding == null ? "" : finding.code().id() + " ";
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case OK -> Ansi.AUTO.string("@|green ok     |@");
            case NOTE -> Ansi.AUTO.string("@|yellow note   |@");
            case PROBLEM -> Ansi.AUTO.string("@|red problem|@");
        };
    }

    private void summary(Checkup checkup, PrintWriter out) {
        long problems = checkup.lines().stream()
                .filter(line -> line.verdict() == Verdict.PROBLEM)
                .count();
        long notes = checkup.lines().stream()
                .filter(line -> line.verdict() == Verdict.NOTE)
                .count();
        List<String> said = new ArrayList<>();
        said.add(problems == 0 ? "nothing is in the way" : problems + " problems");
        said.add(notes + " notes");
        said.add(asksOrg ? calls + " API calls" : "the org was not asked: --org");
        out.println(String.join(", ", said));
    }

    private static Map<String, Object> line(Line line) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("area", line.area().title());
        shown.put("verdict", line.verdict().name().toLowerCase(Locale.ROOT));
        shown.put("text", line.text());
        Finding finding = line.finding();
        if (finding != null) {
            shown.putAll(FindingJson.of(finding));
            shown.put("why", finding.code().title());
        }
        return shown;
    }
}
