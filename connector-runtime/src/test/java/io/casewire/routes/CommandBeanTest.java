package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.Pseudonyms;
import io.casewire.delivery.CommandReceipt;
import io.casewire.identity.Party;
import io.casewire.mapping.Command;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import io.casewire.model.Severity;
import io.casewire.stream.Freshness;
import io.casewire.stream.Json;
import io.casewire.stream.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What keeps a device from being told something. */
class CommandBeanTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    private final TestWorld world = new TestWorld();
    private Brakes brakes = Brakes.NONE;
    private @Nullable Boolean isForReal = true;
    private boolean dryRun;
    private String replies = "";

    private static CommandBean bean(String replies) {
        return new CommandBean(
                new CommandTopics("devices/{device}/commands", replies),
                Topics.DEFAULT,
                new SimpleMeterRegistry(),
                new InOrderOfReceipt());
    }

    /** @return null when it waits */
    private CommandReceipt.@Nullable Result tell(String device, long expiresIn) throws Exception {
        ConsentStage consent = new ConsentStage(TestContent.shipped().load().consent(), world, Pseudonyms.NONE);
        CommandBean bean = bean(replies);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        LastGate gate = new LastGate(consent, Freshness.complete(), clock);
        bean.begin(new CommandGate(gate, () -> brakes, () -> isForReal, dryRun, clock));
        Command command = new Command(
                Command.VERSION,
                "slow-down/e#1",
                "slow-down",
                device,
                Severity.HIGH,
                "machine-maintenance",
                LastGateTest.TREATED,
                new Party(Party.Kind.PERSON, "001", "003", "0PK1"),
                new TreeMap<>(),
                "e#1",
                "content",
                NOW.toEpochMilli(),
                NOW.toEpochMilli() + expiresIn);
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(Json.bytes(command));
        bean.prepare(exchange);
        String send = exchange.getProperty("casewire-send", String.class);
        assertThat(exchange.getMessage().getHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC))
                .isEqualTo(device.matches(".*[/+#].*|.{40000}") ? null : "devices/" + device + "/commands");
        if (send.equals("later")) {
            return null;
        }
        bean.writeReceipt(exchange);
        CommandReceipt receipt = Json.read(exchange.getMessage().getBody(byte[].class), CommandReceipt.class);
        assertThat(send).isEqualTo(receipt.result() == CommandReceipt.Result.SENT ? "command" : "nothing");
        return receipt.result();
    }

    @Test
    void shouldTellWhatMayBeTold() throws Exception {
        world.person("press-7", "0PK1", Map.of());
        assertThat(tell("press-7", 60_000)).isEqualTo(CommandReceipt.Result.SENT);
    }

    @Test
    void shouldTellNothingOfSomebodyWhoObjects() throws Exception {
        world.person("press-7", "0PK1", Map.of("Individual.HasOptedOutProcessing", true));
        assertThat(tell("press-7", 60_000)).isEqualTo(CommandReceipt.Result.WITHHELD);
    }

    @Test
    void shouldTellNothingThatIsTooOldAndKeepWhatIsStopped() throws Exception {
        world.person("press-7", "0PK1", Map.of());
        assertThat(tell("press-7", 0)).isEqualTo(CommandReceipt.Result.EXPIRED);
        brakes = Brakes.of(List.of(new Brake(
                Brake.VERSION,
                Brake.Kind.COMMANDS,
                "",
                0,
                NOW.plusSeconds(3_600).toEpochMilli(),
                "",
                "")));
        assertThat(tell("press-7", 1)).isNull();
        assertThat(tell("press-7", 0)).isEqualTo(CommandReceipt.Result.EXPIRED);
    }

    /** A copy of production must not slow down a press in a plant. */
    @Test
    void shouldKeepEverythingUntilTheOrgSaysWhetherItIsASandbox() throws Exception {
        world.person("press-7", "0PK1", Map.of());
        isForReal = null;
        assertThat(tell("press-7", 60_000)).isNull();
        assertThat(tell("press-7", 0)).isEqualTo(CommandReceipt.Result.EXPIRED);
    }

    @Test
    void shouldTellNobodyElse() throws Exception {
        world.person("press-7", "0PK1", Map.of());
        assertThat(tell("press-7/commands/x", 60_000)).isEqualTo(CommandReceipt.Result.NO_ADDRESS);
        assertThat(tell("ä".repeat(40_000), 60_000)).isEqualTo(CommandReceipt.Result.NO_ADDRESS);
        // A broker refuses such a topic for the answer, too.
        replies = "devices/+/replies";
        assertThat(tell("press+7", 60_000)).isEqualTo(CommandReceipt.Result.NO_ADDRESS);
        assertThat(tell("press#7", 60_000)).isEqualTo(CommandReceipt.Result.NO_ADDRESS);
        isForReal = false;
        assertThat(tell("press-7", 60_000)).isEqualTo(CommandReceipt.Result.SANDBOX);
        dryRun = true;
        assertThat(tell("press-7", 60_000)).isEqualTo(CommandReceipt.Result.DRY_RUN);
    }

    @Test
    void shouldKeepOnlyTheBeginningOfAnAnswerToNothing() {
        CommandBean bean = bean("devices/+/replies");
        for (String reply : List.of("x".repeat(20_000_000), "{\"id\":\"" + "x".repeat(2_000_000) + "\"}", "")) {
            Exchange exchange = new DefaultExchange(new DefaultCamelContext());
            exchange.getMessage().setBody(reply.getBytes(StandardCharsets.UTF_8));
            exchange.getMessage().setHeader(PahoMqtt5Constants.MQTT_TOPIC, "devices/press-7/replies");

            bean.reply(exchange);

            assertThat(exchange.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC))
                    .isEqualTo("casewire.dead-letters");
            assertThat(exchange.getMessage().getBody(byte[].class)).hasSizeLessThan(70_000);
        }
    }

    @Test
    void shouldKnowWhoAnswers() {
        CommandTopics topics = new CommandTopics("plant/{device}/do", "plant/+/done");
        assertThat(topics.replyOf("a")).isEqualTo("plant/a/done");
        assertThat(topics.deviceOf("plant/a/done")).isEqualTo("a");
        assertThat(topics.deviceOf("other")).isEmpty();
    }
}
