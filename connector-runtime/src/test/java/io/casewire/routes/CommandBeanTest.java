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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What keeps a device from being told something. */
class CommandBeanTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    private final TestWorld world = new TestWorld();
    private Brakes brakes = Brakes.NONE;
    private boolean forReal = true;
    private boolean dryRun;
    private String replies = "";

    private static CommandBean bean(String replies) {
        return new CommandBean(
                new CommandTopics("devices/{device}/commands", replies),
                Topics.DEFAULT,
                new SimpleMeterRegistry(),
                new InOrderOfReceipt());
    }

    private CommandReceipt.Result tell(String device, long expiresIn) throws Exception {
        ConsentStage consent = new ConsentStage(TestContent.shipped().load().consent(), world, Pseudonyms.NONE);
        CommandBean bean = bean(replies);
        // A clock that goes on, so that what waits comes to its end.
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), NOW));
        LastGate gate = new LastGate(consent, Freshness.complete(), clock);
        bean.begin(new CommandGate(gate, () -> brakes, () -> forReal, dryRun, clock));
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
                .isEqualTo(device.matches(".*[/+#].*") ? null : "devices/" + device + "/commands");
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
    void shouldTellNothingThatIsTooOldNorWhatIsStoppedUntilThen() throws Exception {
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
        assertThat(tell("press-7", 250)).isEqualTo(CommandReceipt.Result.EXPIRED);
    }

    @Test
    void shouldTellNobodyElse() throws Exception {
        world.person("press-7", "0PK1", Map.of());
        assertThat(tell("press-7/commands/x", 60_000)).isEqualTo(CommandReceipt.Result.NO_ADDRESS);
        // A broker refuses such a topic for the answer, too.
        replies = "devices/+/replies";
        assertThat(tell("press+7", 60_000)).isEqualTo(CommandReceipt.Result.NO_ADDRESS);
        assertThat(tell("press#7", 60_000)).isEqualTo(CommandReceipt.Result.NO_ADDRESS);
        forReal = false;
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
