package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.benchmarks.Distribution.Result;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where there are no sources of Casewire: a decoder made of what the how-to says, and a function beside it, join as a jar, and so do a
 * component and a bean for a route of one's own.
 */
class PluginsIT {
    private static final Path HOW_TO = Path.of("../docs/how-to/add-a-plug-in.md");
    private static final Pattern CODE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final String FUNCTION =
            """
            package com.example;

            import com.fasterxml.jackson.databind.JsonNode;
            import com.fasterxml.jackson.databind.node.TextNode;
            import com.schibsted.spt.data.jslt.Function;

            public final class Shout implements Function {
                @Override
                public String getName() {
                    return "shout";
                }

                @Override
                public int getMinArguments() {
                    return 1;
                }

                @Override
                public int getMaxArguments() {
                    return 1;
                }

                @Override
                public JsonNode call(JsonNode input, JsonNode[] arguments) {
                    return new TextNode(arguments[0].asText() + "!");
                }
            }
            """;
    private static final String FORMAT =
            """
            apiVersion: casewire.io/v1
            kind: Format
            name: tenths
            domain: machine-maintenance
            purposes: [machine-maintenance]
            contentType: tenths
            sources: ["tenths/{device}"]
            device: { from: topic, name: device }
            fields:
              - { name: temperature, type: number, unit: C, path: temperature, min: -100, max: 4000 }
            """;
    private static final String RULE =
            """
            package machine_maintenance

            rule "machine-maintenance/glows"
              @purpose( "machine-maintenance" ) @severity( "high" )
            when
              $reading : Reading( temperature > 900 )
            then
              conditions.holds( $reading );
            end
            """;

    private static final String COMPONENT =
            """
            package com.example;

            import java.util.Map;
            import org.apache.camel.Consumer;
            import org.apache.camel.Endpoint;
            import org.apache.camel.Exchange;
            import org.apache.camel.Processor;
            import org.apache.camel.Producer;
            import org.apache.camel.support.DefaultComponent;
            import org.apache.camel.support.ScheduledPollConsumer;
            import org.apache.camel.support.ScheduledPollEndpoint;

            public final class OvenComponent extends DefaultComponent {
                @Override
                protected Endpoint createEndpoint(String uri, String hall, Map<String, Object> parameters) {
                    return new ScheduledPollEndpoint(uri, this) {
                        @Override
                        public Producer createProducer() {
                            throw new UnsupportedOperationException("an oven is only asked");
                        }

                        @Override
                        public Consumer createConsumer(Processor processor) {
                            return new ScheduledPollConsumer(this, processor) {
                                @Override
                                protected int poll() throws Exception {
                                    Exchange asked = createExchange(true);
                                    asked.getMessage().setBody("1000.0 C in " + hall);
                                    getProcessor().process(asked);
                                    return 1;
                                }
                            };
                        }
                    };
                }
            }
            """;
    private static final String BEAN =
            """
            package com.example;

            import java.nio.ByteBuffer;

            public final class Cleaner {
                public byte[] clean(String said) {
                    double degrees = Double.parseDouble(said.substring(0, said.indexOf(' ')));
                    return ByteBuffer.allocate(2).putShort((short) Math.round(degrees * 10)).array();
                }
            }
            """;
    private static final String ROUTE =
            """
            - route:
                id: oven
                description: Asks the oven, and says over MQTT what it said
                from:
                  uri: oven:hall-3
                  steps:
                    - bean: { beanType: com.example.Cleaner, method: clean }
                    - to:
                        uri: paho-mqtt5
                        parameters:
                          topic: tenths/oven
                          brokerUrl: "{{casewire.mqtt.url}}"
                          clientId: oven
                          qos: 1
                          persistence: MEMORY
            """;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    @Test
    void shouldJoinWithoutARebuild() throws Exception {
        // Given
        Distribution unpacked = Distribution.unpack(folder);
        Path home = unpacked.home();
        glows(unpacked);
        Path mapping = home.resolve("mappings/case.yaml");
        Files.writeString(
                mapping,
                Files.readString(mapping)
                        .replace(
                                "target: Subject, from: .text.subject,",
                                "target: Subject, from: shout(.text.subject),"));
        Path message = Files.write(folder.resolve("message"), new byte[] {0x27, 0x10});
        String[] attempt = {
            unpacked.casewire(),
            "try",
            message.toString(),
            "--topic=tenths/oven",
            "--json",
            "--config=" + unpacked.config()
        };
        assertThat(unpacked.run(attempt).output()).contains("nothing reads 'tenths'");

        // When
        plugIn(unpacked);

        // Then
        Result tried = unpacked.run(attempt);
        assertThat(tried.exitCode()).as(tried.output()).isZero();
        assertThat(tried.output())
                .contains("\"temperature\":1000.0", "machine-maintenance/glows", "oven glows!")
                .doesNotContain("building");
    }

    @Test
    void shouldRunARouteOfItsOwnComponentAndBean() throws Exception {
        // Given: an oven that is asked over a protocol of its own, and says what it says in words
        Distribution unpacked = Distribution.unpack(folder);
        glows(unpacked);
        plugIn(unpacked);
        plugIn(
                unpacked,
                "oven",
                Map.of("OvenComponent", COMPONENT, "Cleaner", BEAN),
                Map.of("org/apache/camel/component/oven", "class=com.example.OvenComponent"));
        Files.writeString(unpacked.home().resolve("camel-routes/35-oven.camel.yaml"), ROUTE);
        Path config = Files.writeString(
                folder.resolve("oven.yaml"),
                String.format(
                        Locale.ROOT,
                        "dataFolder: %s%ncontentFolder: %s%nkafka: { port: %d }%nmqtt: { port: %d }%nconsole: { port: %d }%norg: { port: %d }%n",
                        folder.resolve("data"),
                        unpacked.home(),
                        free(),
                        free(),
                        free(),
                        free()));

        // When
        Path said = folder.resolve("said");
        Process running = unpacked.start(said, unpacked.casewire(), "run", "--config", config.toString());
        try {
            // Then
            Instant until = Instant.now().plus(PATIENCE);
            String cases = "";
            while (!cases.contains("oven glows")) {
                assertThat(Instant.now()).as(cases + Files.readString(said)).isBefore(until);
                assertThat(running.isAlive()).as(Files.readString(said)).isTrue();
                Thread.sleep(2_000);
                cases = unpacked.run(
                                unpacked.casewire(),
                                "org",
                                "query",
                                "--config",
                                config.toString(),
                                "SELECT Subject FROM Case")
                        .output();
            }
        } finally {
            running.destroy();
            assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A rule about ovens. */
    private static void glows(Distribution unpacked) throws IOException {
        Path home = unpacked.home();
        Files.writeString(home.resolve("mappings/formats/tenths.yaml"), FORMAT);
        Files.writeString(home.resolve("rules/machine-maintenance/glows.drl"), RULE);
        Path texts = home.resolve("rules/machine-maintenance/texts.yaml");
        Files.writeString(
                texts,
                Files.readString(texts)
                        .replaceFirst(
                                "  en:\n",
                                "  en:\n    machine-maintenance/glows: { subject: \"{device.name} glows\", reason: \"It glows.\" }\n"));
    }

    private void plugIn(Distribution unpacked) throws Exception {
        Matcher code = CODE.matcher(Files.readString(HOW_TO));
        assertThat(code.find()).isTrue();
        plugIn(
                unpacked,
                "tenths",
                Map.of("TenthsDecoder", code.group(1).replaceAll("(?m)^ {3}", ""), "Shout", FUNCTION),
                Map.of(
                        "io.casewire.ingest.PayloadDecoder", "com.example.TenthsDecoder",
                        "com.schibsted.spt.data.jslt.Function", "com.example.Shout"));
    }

    /** @param services what stands in a file of META-INF/services, by the file's name */
    private void plugIn(Distribution unpacked, String jar, Map<String, String> classes, Map<String, String> services)
            throws Exception {
        Path home = unpacked.home();
        Path built = Files.createDirectories(folder.resolve(jar + "-classes"));
        Path sources = Files.createDirectories(folder.resolve(jar + "-sources/com/example"));
        List<String> compile =
                new ArrayList<>(List.of(tool("javac"), "-cp", home.resolve("lib") + "/*", "-d", built.toString()));
        for (Map.Entry<String, String> source : classes.entrySet()) {
            compile.add(Files.writeString(sources.resolve(source.getKey() + ".java"), source.getValue())
                    .toString());
        }
        for (Map.Entry<String, String> service : services.entrySet()) {
            Path file = built.resolve("META-INF/services").resolve(service.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, service.getValue() + "\n");
        }
        Result compiled = unpacked.run(compile.toArray(String[]::new));
        assertThat(compiled.exitCode()).as(compiled.output()).isZero();
        Result packed = unpacked.run(
                tool("jar"),
                "--create",
                "--file",
                home.resolve("plugins/" + jar + ".jar").toString(),
                "-C",
                built.toString(),
                ".");
        assertThat(packed.exitCode()).as(packed.output()).isZero();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
