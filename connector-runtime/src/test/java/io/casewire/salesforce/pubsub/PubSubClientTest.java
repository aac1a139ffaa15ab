package io.casewire.salesforce.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.casewire.TestOrg;
import io.casewire.localorg.LocalOrg;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.pubsub.EventPublisher.Unanswered;
import io.casewire.salesforce.pubsub.SubscriptionSettings.Start;
import io.casewire.salesforce.pubsub.SubscriptionSettings.WhenLost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PubSubClientTest {
    private static final String TOPIC = "/event/Casewire_Signal__e";
    private static final SubscriptionSettings FROM_THE_BEGINNING =
            SubscriptionSettings.of(TOPIC).beginning(Start.EARLIEST);

    @TempDir
    private Path folder;

    private TestOrg org;
    private Login login;
    private PubSubClient client;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        org = TestOrg.prepared(0, folder);
        login = new Login(org.local());
        client = new PubSubClient(new PubSubEndpoint("localhost", org.local().pubSubPort(), true, null), login);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        client.close();
        org.close();
    }

    /** Logs in by what the org gives anybody, and counts. */
    private static class Login implements PubSubLogin {
        private final LocalOrg org;
        private final AtomicInteger logins = new AtomicInteger();
        private PubSubSession session;

        Login(LocalOrg org) {
            this.org = org;
        }

        @Override
        public synchronized PubSubSession session() {
            return session == null ? renew(null) : session;
        }

        @Override
        public synchronized PubSubSession renew(PubSubSession refused) {
            if (Objects.equals(session, refused)) {
                logins.incrementAndGet();
                session = new PubSubSession(org.accessToken(), org.url(), org.orgId(), "005000000000001AAA");
            }
            return session;
        }
    }

    /** Keeps what it was given, with the position, as a database would. */
    private static class Kept implements EventHandler {
        final List<OrgEvent> events = new CopyOnWriteArrayList<>();
        final List<String> lost = new CopyOnWriteArrayList<>();
        volatile Position position;

        @Override
        public Position position() {
            return position;
        }

        @Override
        public void handle(List<OrgEvent> batch, Position after, Instant arrived) throws Exception {
            events.addAll(batch);
            position = after;
        }

        @Override
        public void lost(Position unknown, PubSubException reason) {
            lost.add(reason.errorCode());
        }

        List<Object> values(String field) {
            return events.stream().map(event -> event.fields().get(field)).toList();
        }
    }

    private Subscription subscribe(SubscriptionSettings settings, EventHandler handler) {
        Subscription subscription = Subscription.start(client, settings, handler);
        open.add(0, subscription);
        return subscription;
    }

    private EventPublisher publisher(String topic) {
        EventPublisher publisher = EventPublisher.start(client, topic);
        open.add(0, publisher);
        return publisher;
    }

    private static Map<String, Object> signal(int number) {
        return Map.of("Device_Id__c", "press-" + number);
    }

    private void publish(int from, int to) throws Exception {
        EventPublisher publisher = publisher(TOPIC);
        List<CompletableFuture<Position>> answers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            answers.add(publisher.publish("uuid-" + i, signal(i)));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    }

    private static List<Object> devices(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> (Object) ("press-" + i)).toList();
    }

    private void fault(String json) {
        assertThat(org.send("POST", "/local-org/faults", json.getBytes(StandardCharsets.UTF_8), Map.of())
                        .isOk())
                .isTrue();
    }

    @Test
    void shouldReceiveWhatItPublishesInItsOrder() throws Exception {
        // Given
        Instant time = Instant.parse("2026-01-05T18:00:00Z");
        Kept kept = new Kept();

        // When
        CompletableFuture<Position> first =
                publisher(TOPIC).publish("the-first", Map.of("Device_Id__c", "press-0", "Occurred_At__c", time));
        first.join();
        publish(1, 1_000);
        subscribe(FROM_THE_BEGINNING, kept);
        await().until(() -> kept.events.size() == 1_000);

        // Then
        assertThat(kept.values("Device_Id__c")).isEqualTo(devices(0, 1_000));
        assertThat(kept.events.get(0).uuid()).isEqualTo("the-first");
        assertThat(kept.events.get(0).position()).isEqualTo(first.join());
        assertThat(kept.events.get(0).fields()).containsEntry("Occurred_At__c", time.toEpochMilli());
        assertThat(kept.events.get(0).fields().get("Severity__c")).isNull();
    }

    @Test
    void shouldGoOnAfterItsPosition() throws Exception {
        // Given
        Kept kept = new Kept();
        publish(0, 250);
        Subscription first = subscribe(FROM_THE_BEGINNING, kept);
        await().until(() -> kept.events.size() == 250);
        first.close();

        // When
        publish(250, 300);
        Subscription second = subscribe(FROM_THE_BEGINNING, kept);
        await().until(() -> kept.events.size() >= 300);

        // Then
        assertThat(kept.values("Device_Id__c")).isEqualTo(devices(0, 300));
        assertThat(first.isOpen()).isFalse();
        assertThat(second.heard()).isNotNull();
        assertThat(second.finding()).isNull();
    }

    @Test
    void shouldAskAgainForWhatCouldNotBeHandled() throws Exception {
        // Given
        AtomicInteger failures = new AtomicInteger(2);
        Kept kept = new Kept() {
            @Override
            public void handle(List<OrgEvent> batch, Position after, Instant arrived) throws Exception {
                if (!batch.isEmpty() && failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("the database is away");
                }
                super.handle(batch, after, arrived);
            }
        };
        publish(0, 50);

        // When
        subscribe(FROM_THE_BEGINNING, kept);
        await().until(() -> kept.events.size() >= 50);

        // Then
        assertThat(kept.values("Device_Id__c")).isEqualTo(devices(0, 50));
    }

    @Test
    void shouldLogInAgainOnceForAllStreams() throws Exception {
        // Given
        Kept one = new Kept();
        Kept other = new Kept();
        subscribe(FROM_THE_BEGINNING, one);
        subscribe(FROM_THE_BEGINNING, other);
        publish(0, 10);
        await().until(() -> one.events.size() == 10 && other.events.size() == 10);

        // When
        org.local().expireSessions();
        fault("{\"kind\":\"closeStream\",\"endpoint\":\"Subscribe\",\"times\":2}");
        publish(10, 20);
        await().until(() -> one.events.size() >= 20 && other.events.size() >= 20);

        // Then
        assertThat(one.values("Device_Id__c")).isEqualTo(devices(0, 20));
        assertThat(other.values("Device_Id__c")).isEqualTo(devices(0, 20));
        assertThat(login.logins).hasValue(2);
    }

    @Test
    void shouldSendAgainWhatWasNotAnswered() throws Exception {
        // Given
        Kept kept = new Kept();
        subscribe(FROM_THE_BEGINNING, kept);
        fault("{\"kind\":\"dropAfterCommit\",\"endpoint\":\"PublishStream\",\"times\":1}");
        fault("{\"kind\":\"dropBeforeCommit\",\"endpoint\":\"PublishStream\",\"times\":1}");

        // When
        publish(0, 500);
        await().until(() -> kept.events.stream().map(OrgEvent::uuid).distinct().count() == 500);

        // Then
        assertThat(kept.events.stream().map(OrgEvent::uuid).distinct())
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(i -> "uuid-" + i).toList());
        assertThat(kept.events).as("some twice, with the same uuid").hasSizeGreaterThan(500);
    }

    @Test
    void shouldGiveBackWhatWasNotAnswered() throws Exception {
        // Given
        EventPublisher publisher = open(EventPublisher.start(client, TOPIC, Unanswered.GIVEN_BACK));
        fault("{\"kind\":\"dropBeforeCommit\",\"endpoint\":\"PublishStream\",\"times\":1}");

        // When
        CompletableFuture<Position> lost = publisher.publish("a", signal(1));

        // Then: whoever sent it decides, and the next one finds its way
        await().until(lost::isCompletedExceptionally);
        await().ignoreExceptions().untilAsserted(() -> assertThat(
                        publisher.publish("b", signal(2)).get(2, TimeUnit.SECONDS))
                .isNotNull());
        Kept kept = new Kept();
        subscribe(FROM_THE_BEGINNING, kept);
        await().until(() -> !kept.events.isEmpty());
        assertThat(kept.events).extracting(OrgEvent::uuid).containsExactly("b");
    }

    /** Whether it may leave was asked before it was handed over. */
    @Test
    void shouldNotLetLeaveWhatHadToWait() throws Exception {
        // Given: logging in takes a while
        Login slow = new Login(org.local()) {
            @Override
            public synchronized PubSubSession session() {
                waitFor(700);
                return super.session();
            }
        };
        PubSubClient slowly = open(
                new PubSubClient(new PubSubEndpoint("localhost", org.local().pubSubPort(), true, null), slow));
        EventPublisher publisher = open(EventPublisher.start(slowly, TOPIC, Unanswered.GIVEN_BACK));

        // When
        CompletableFuture<Position> first = publisher.publish("a", signal(1));

        // Then
        await().until(first::isCompletedExceptionally);
        assertThat(publisher.publish("b", signal(2)).get(10, TimeUnit.SECONDS))
                .as("by now it is logged in")
                .isNotNull();
        Kept kept = new Kept();
        subscribe(FROM_THE_BEGINNING, kept);
        await().until(() -> !kept.events.isEmpty());
        assertThat(kept.events).extracting(OrgEvent::uuid).containsExactly("b");
    }

    private <T extends AutoCloseable> T open(T resource) {
        open.add(0, resource);
        return resource;
    }

    private static void waitFor(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldSayThatItsPositionIsLost() throws Exception {
        // Given
        Kept kept = new Kept();
        publish(0, 5);
        Subscription first = subscribe(FROM_THE_BEGINNING, kept);
        await().until(() -> kept.events.size() == 5);
        first.close();

        // When
        fault("{\"kind\":\"corruptReplayId\",\"times\":1}");
        subscribe(SubscriptionSettings.of(TOPIC), kept);
        await().until(() -> kept.events.size() >= 10);

        // Then
        assertThat(kept.lost).containsExactly("subscription.fetch.replayid.corrupted");
        assertThat(kept.values("Device_Id__c"))
                .startsWith(devices(0, 5).toArray())
                .endsWith(devices(0, 5).toArray());
    }

    @Test
    void shouldStopAtALostPositionWhenToldTo() throws Exception {
        // Given
        Kept kept = new Kept();
        kept.position = new Position("00ff");

        // When
        Subscription subscription = subscribe(SubscriptionSettings.of(TOPIC).whenLost(WhenLost.STOP), kept);
        await().until(() -> !subscription.isOpen());

        // Then
        assertThat(kept.lost).as("it did not go on").isEmpty();
        assertThat(subscription.finding().code()).isEqualTo(FindingCode.ORG_POSITION_LOST);
    }

    @Test
    void shouldNotBelieveASilentStream() throws Exception {
        // Given
        Kept kept = new Kept();
        Subscription subscription = subscribe(FROM_THE_BEGINNING.silence(Duration.ofMillis(300)), kept);
        await().until(() -> subscription.finding() != null);

        // When
        publish(0, 3);
        await().until(() -> kept.events.size() == 3);

        // Then
        assertThat(kept.values("Device_Id__c")).isEqualTo(devices(0, 3));
    }

    @Test
    void shouldRefuseOnlyTheEventThatDoesNotFit() throws Exception {
        // Given
        EventPublisher publisher = publisher(TOPIC);

        // When
        CompletableFuture<Position> unknown = publisher.publish("a", Map.of("Nope__c", "secret"));
        CompletableFuture<Position> wrong = publisher.publish("b", Map.of("Device_Id__c", true));
        CompletableFuture<Position> right = publisher.publish("c", signal(1));

        // Then
        assertThat(catchThrowable(unknown::join)).hasMessageContaining("the event has no field Nope__c.");
        assertThat(catchThrowable(unknown::join)).hasMessageNotContaining("secret");
        assertThat(catchThrowable(wrong::join)).hasMessageContaining("the field Device_Id__c takes no Boolean.");
        assertThat(right.join()).isNotNull();
    }

    @Test
    void shouldSayWhyNothingGetsThrough() throws Exception {
        // Given
        EventPublisher publisher = publisher("/event/Nothing__e");

        // When
        CompletableFuture<Position> answer = publisher.publish("a", Map.of());
        await().until(() -> publisher.finding() != null);

        // Then
        assertThat(publisher.finding().where()).isEqualTo("/event/Nothing__e");
        assertThat(publisher.finding().what()).contains("NOT_FOUND").contains("topic.not.found");
        assertThat(answer).isNotDone();
    }

    @Test
    void shouldHoldBackWhoPublishesTooMuch() throws Exception {
        // Given
        fault("{\"kind\":\"latency\",\"endpoint\":\"PublishStream\",\"latencyMillis\":100000}");
        EventPublisher publisher = EventPublisher.start(client, TOPIC);
        AtomicInteger published = new AtomicInteger();
        List<CompletableFuture<Position>> answers = new CopyOnWriteArrayList<>();
        Thread busy = new Thread(() -> {
            try {
                while (true) {
                    answers.add(publisher.publish("uuid-" + published.get(), signal(published.get())));
                    published.incrementAndGet();
                }
            } catch (InterruptedException | IllegalStateException e) {
                // the end
            }
        });

        // When
        busy.start();
        await().until(() -> busy.getState() == Thread.State.WAITING && published.get() >= EventPublisher.WINDOW);

        // Then
        assertThat(published).hasValue(EventPublisher.WINDOW);
        busy.interrupt();
        busy.join();
        client.close();
        publisher.close();
        assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
    }
}
