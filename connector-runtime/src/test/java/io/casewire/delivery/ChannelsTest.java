package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What leaves by other ways than as a record of its own. */
class ChannelsTest extends OutboxRun {
    private static final Target EVENT = Target.event("Signal__e");
    private static final Target FLOW = Target.flow("Plan_Visit");
    private static final Target MEMBER = new Target(
            Target.Kind.OBJECT, "CampaignMember", "Key__c", List.of("CampaignId", "ContactId"), false, false);

    private static Write to(Target target, String key, Severity severity) {
        return to(write(target.name(), key, 1, severity, target.name(), "lane-" + key), target);
    }

    @Test
    void shouldPublishEventsWhileNoApiCallIsLeft() {
        outbox.hear(new Allowance(Allowance.VERSION, Allowance.API_CALLS, 100_000, 0, now), now);
        outbox.want(write("case", "1", 1, Severity.CRITICAL), now);
        outbox.want(to(EVENT, "e", Severity.HIGH), now);
        Call call = next();
        assertThat(call.api()).isEqualTo(Api.EVENTS);
        assertThat(call.cost()).isZero();
        answer(call, Result.CREATED);
        assertThat(outbox.plan(now + 60 * SECOND))
                .as("the Case waits for a call")
                .isEmpty();
    }

    @Test
    void shouldLeaveTheReserveOfEventsToOthers() {
        outbox.hear(new Allowance(Allowance.VERSION, Allowance.PUBLISHED, 1_000, 50, now), now);
        outbox.want(to(EVENT, "medium", Severity.MEDIUM), now);
        assertThat(outbox.plan(now + HOUR)).isEmpty();
        outbox.want(to(EVENT, "critical", Severity.CRITICAL), now);
        assertThat(next().rows()).extracting(Call.Row::key).contains("critical");
    }

    @Test
    void shouldPublishAnUnansweredEventAgainWithoutTakingTheOrgForAway() {
        outbox.want(to(EVENT, "e", Severity.HIGH), now);
        for (int i = 0; i < 5; i++) {
            refuse(next(), Refusal.NO_ANSWER);
            now += 70 * SECOND;
        }
        outbox.want(write("case", "1", 1, Severity.CRITICAL), now);
        outbox.want(write("note", "2", 1, Severity.CRITICAL, "Note"), now);
        assertThat(outbox.plan(now + SECOND))
                .as("an outage would let one call leave")
                .hasSizeGreaterThan(1);
    }

    @Test
    void shouldForgetNoRevisionOfAnEventThatIsPublishedAgain() {
        Write first = to(EVENT, "e", Severity.HIGH);
        outbox.want(first, now);
        answer(next(), Result.CREATED);
        outbox.want(to(write("Signal__e", "e", 2, Severity.HIGH), EVENT), now);
        assertThat(next().rows()).singleElement().extracting(Call.Row::revision).isEqualTo(2L);
    }

    @Test
    void shouldRunTwentyOfAFlowAndHalfOfThemWhereItBreaksLimits() {
        for (int i = 0; i < 100; i++) {
            outbox.want(to(FLOW, "v" + i, Severity.HIGH), now);
        }
        Call first = next();
        assertThat(first.api()).isEqualTo(Api.ACTIONS);
        assertThat(first.rows()).hasSize(20);
        refuse(first, "LIMIT_EXCEEDED");
        now += 2 * SECOND;
        for (int most : new int[] {10, 5, 2, 1}) {
            // What was planned before with more rows is refused as well.
            sent.stream().filter(call -> call.rows().size() > most).forEach(call -> refuse(call, "LIMIT_EXCEEDED"));
            now += 2 * SECOND;
            Call smaller = next();
            assertThat(smaller.rows()).hasSize(most);
            Outbox.Ended ended = refuse(smaller, "LIMIT_EXCEEDED");
            assertThat(ended == null).as("%s rows", most).isEqualTo(most > 1);
        }
    }

    @Test
    void shouldTakeOverAMemberThatPeopleAdded() {
        outbox.want(to(MEMBER, "m", Severity.MEDIUM), now);
        now += SECOND;
        Call create = next();
        assertThat(create.askFirst()).isFalse();
        assertThat(refuse(create, Refusal.DUPLICATE)).isNull();
        now += 2 * SECOND;
        Call asked = next();
        assertThat(asked.askFirst()).isTrue();
        // The org has one: what is wanted is still to be written to it.
        outbox.take(RestCall.remembered(asked, asked.rows().get(0), "00v1", now), now);
        now += SECOND;
        Call update = next();
        assertThat(update.create()).isFalse();
        assertThat(update.rows()).singleElement().extracting(Call.Row::recordId).isEqualTo("00v1");
        answer(update, Result.UPDATED);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldGiveUpADuplicateThatIsNowhereToBeFound() {
        outbox.want(to(MEMBER, "m", Severity.MEDIUM), now);
        now += SECOND;
        refuse(next(), Refusal.DUPLICATE);
        now += 2 * SECOND;
        assertThat(refuse(next(), Refusal.DUPLICATE)).isNotNull();
    }

    private void block(String mapping) {
        for (int i = 0; i < 2; i++) {
            outbox.want(write(mapping, "blocked" + i, 1, Severity.CRITICAL), now);
        }
        refuse(next(), "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    }

    @Test
    void shouldSendAStandInOnlyWhileTheOrgBlocks() {
        Write event = insteadOf(to(EVENT, "e", Severity.CRITICAL), "case/1");
        outbox.want(write("case", "1", 1, Severity.CRITICAL), now);
        outbox.want(event, now);
        List<Call> calls = outbox.plan(now + SECOND);
        assertThat(calls).singleElement().extracting(Call::api).isEqualTo(Api.COLLECTIONS);
        answer(calls.get(0), Result.CREATED);
        outbox.plan(now + SECOND);
        assertThat(outbox.isEmpty()).as("what is not needed any more ends").isTrue();
        assertThat(outbox.takeEndedWhileWaiting()).as("and is no dead letter").isEmpty();
    }

    @Test
    void shouldSendAStandInForWhatIsBlocked() {
        block("case");
        outbox.want(write("case", "1", 1, Severity.CRITICAL), now);
        outbox.want(insteadOf(to(EVENT, "e", Severity.CRITICAL), "case/1"), now);
        outbox.want(insteadOf(to(EVENT, "e2", Severity.HIGH), "case/1"), now);
        Call call = next();
        assertThat(call.api()).isEqualTo(Api.EVENTS);
        assertThat(call.rows())
                .as("only what is critical")
                .extracting(Call.Row::key)
                .containsExactly("e");
    }

    @Test
    void shouldFillInWhatAMinimalCaseLeftOut() {
        block("case");
        outbox.want(write("case", "1", 1, Severity.CRITICAL), now);
        Write minimal = guarded(write("case-minimal", "1", 1, Severity.CRITICAL), "High");
        outbox.want(insteadOf(minimal, "case/1"), now);
        Call standIn = next();
        assertThat(standIn.rows()).extracting(Call.Row::mapping).containsExactly("case-minimal");
        answer(standIn, Result.CREATED);

        // The block opens.
        now += 31 * SECOND;
        Call probe = next();
        answer(probe, Result.CREATED);
        OutboxEntry entry = Objects.requireNonNull(entries.get("case/1"));
        if (!entry.isDone()) {
            now += SECOND;
            probe = next();
        }
        Call.Row row = probe.rows().stream()
                .filter(it -> it.key().equals("1"))
                .findFirst()
                .orElseThrow();
        assertThat(probe.create())
                .as("no second Case, and no second assignment")
                .isFalse();
        assertThat(row.recordId()).isEqualTo("5001");
        assertThat(row.fields()).containsKey("Subject");
        assertThat(row.guarded()).as("what people filled in since stays").containsKey("Subject");
        assertThat(row.guarded().get("Subject")).isEqualTo(TextNode.valueOf("s"));
    }

    private static Write episode(String key, String parent) {
        return after(
                unassigned(write("episode", key, 1, Severity.HIGH, "Episode__c", "lane-" + parent)), "case/" + parent);
    }

    @Test
    void shouldTakeWhatFollowsANewRecordAlong() {
        outbox.want(write("case", "1", 1, Severity.HIGH), now);
        outbox.want(episode("e1", "1"), now);
        outbox.want(write("case", "2", 1, Severity.HIGH), now);
        Call graph = next();
        assertThat(graph.api()).isEqualTo(Api.GRAPH);
        assertThat(graph.cost()).isEqualTo(1);
        assertThat(graph.rows())
                .extracting(Call.Row::write)
                .as("each parent before those that follow it")
                .containsExactly("case/1", "episode/e1", "case/2");
        for (Call.Row row : graph.rows()) {
            outbox.take(Receipt.of(graph, row, Result.CREATED, "500", now), now);
        }
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldSendManyNewRecordsAsACollection() {
        for (int i = 0; i < 80; i++) {
            outbox.want(write("case", "" + i, 1, Severity.HIGH), now);
            outbox.want(episode("e" + i, "" + i), now);
        }
        Call call = next();
        assertThat(call.api()).isEqualTo(Api.COLLECTIONS);
        assertThat(call.rows()).hasSize(80);
    }

    @Test
    void shouldNotLetAnEpisodeStopItsCaseTwice() {
        outbox.want(write("case", "1", 1, Severity.HIGH), now);
        outbox.want(episode("e1", "1"), now);
        Call graph = next();
        outbox.take(Receipt.refused(graph, graph.rows().get(0), Refusal.HALTED, "", List.of(), now), now);
        outbox.take(
                Receipt.refused(graph, graph.rows().get(1), "FIELD_CUSTOM_VALIDATION_EXCEPTION", "", List.of(), now),
                now);
        now += 2 * SECOND;
        Call alone = next();
        assertThat(alone.api()).isEqualTo(Api.COLLECTIONS);
        assertThat(alone.rows()).extracting(Call.Row::write).containsExactly("case/1");
        answer(alone, Result.CREATED);
        now += 60 * SECOND;
        assertThat(next().rows()).extracting(Call.Row::write).containsExactly("episode/e1");
    }

    @Test
    void shouldAskForWhatAGraphHasMadeWithoutSayingSo() {
        outbox.want(write("case", "1", 1, Severity.HIGH), now);
        outbox.want(episode("e1", "1"), now);
        refuse(next(), Refusal.NO_ANSWER);
        now += 2 * SECOND;
        Call again = next();
        assertThat(again.askFirst()).isTrue();
        assertThat(again.api()).isEqualTo(Api.COLLECTIONS);
    }

    @Test
    void shouldAskForADuplicateOfAGraphAndGoOn() {
        outbox.want(write("case", "1", 1, Severity.HIGH), now);
        outbox.want(episode("e1", "1"), now);
        Call graph = next();
        outbox.take(Receipt.refused(graph, graph.rows().get(0), Refusal.DUPLICATE, "", List.of(), now), now);
        outbox.take(Receipt.refused(graph, graph.rows().get(1), Refusal.HALTED, "", List.of(), now), now);
        now += 2 * SECOND;
        Call asked = next();
        assertThat(asked.askFirst()).isTrue();
        assertThat(asked.rows()).extracting(Call.Row::write).containsExactly("case/1");
    }

    @Test
    void shouldAskWhereAMergedRecordWentAndEndQuietlyWhenItIsAnothers() {
        outbox.want(write("case", "1", 1, Severity.HIGH), now);
        answer(next(), Result.CREATED);
        outbox.want(write("case", "1", 2, Severity.HIGH), now);
        Call update = next();
        assertThat(refuse(update, Refusal.DELETED)).isNull();
        now += 2 * SECOND;
        Call asked = next();
        assertThat(asked.askFirst()).isTrue();
        assertThat(asked.cost()).as("the questions cost calls").isEqualTo(4);
        outbox.take(RestCall.merged(asked, asked.rows().get(0), now), now);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldGiveUpWhatIsDeletedAndNotMerged() {
        outbox.want(write("case", "1", 1, Severity.HIGH), now);
        answer(next(), Result.CREATED);
        outbox.want(write("case", "1", 2, Severity.HIGH), now);
        refuse(next(), Refusal.DELETED);
        now += 2 * SECOND;
        assertThat(refuse(next(), Refusal.DELETED)).isNotNull();
    }

    @Test
    void shouldNotWaitForEverForWhatNeverComes() {
        outbox.want(episode("e1", "nobody"), now);
        now += 30 * SECOND;
        assertThat(outbox.plan(now)).isEmpty();
        assertThat(outbox.isEmpty()).isFalse();
        now += 31 * SECOND;
        outbox.plan(now);
        assertThat(outbox.takeEndedWhileWaiting()).hasSize(1);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldGoOnWithTheRecordAStandInMadeAfterTheOriginalWasGivenUp() {
        outbox.want(write("case", "1", 1, Severity.CRITICAL), now);
        assertThat(refuse(next(), "STRING_TOO_LONG")).isNotNull();
        outbox.want(insteadOf(write("case-minimal", "1", 1, Severity.CRITICAL), "case/1"), now);
        answer(next(), Result.CREATED);
        // Somebody corrects the dead letter, or the episode goes on.
        outbox.want(write("case", "1", 2, Severity.CRITICAL), now);
        Call update = next();
        assertThat(update.create()).isFalse();
        assertThat(update.rows()).singleElement().satisfies(row -> {
            assertThat(row.recordId()).isEqualTo("5001");
            assertThat(row.fillsIn()).isTrue();
        });
        assertThat(update.asks()).as("whether people changed it").isTrue();
    }

    @Test
    void shouldRunMoreOfAFlowTogetherAgainWhenItGoesWell() {
        for (int i = 0; i < 20; i++) {
            outbox.want(to(FLOW, "v" + i, Severity.HIGH), now);
        }
        refuse(next(), "LIMIT_EXCEEDED");
        for (int i = 20; i < 300; i++) {
            outbox.want(to(FLOW, "v" + i, Severity.HIGH), now);
        }
        now += 2 * SECOND;
        List<Integer> sizes = new ArrayList<>();
        while (!outbox.isEmpty()) {
            for (Call call : outbox.plan(now += SECOND)) {
                sizes.add(call.rows().size());
                answer(call, Result.CREATED);
            }
        }
        assertThat(sizes).startsWith(10, 10).contains(20);
    }

    @Test
    void shouldKeepTheLastOfTheStorageForWhatIsSevere() {
        outbox.hear(new Allowance(Allowance.VERSION, Allowance.STORAGE, 10_000, 150, now), now);
        outbox.want(write("note", "medium", 1, Severity.MEDIUM, "Note"), now);
        assertThat(outbox.plan(now + 60 * SECOND)).isEmpty();
        outbox.want(write("case", "high", 1, Severity.HIGH), now);
        assertThat(next().rows()).extracting(Call.Row::key).containsExactly("high");
        assertThat(outbox.status(now).budget().findings())
                .extracting(finding -> finding.code().id())
                .contains("BUDGET-003");
    }

    @Test
    void shouldNotCountWhatWasNotAnsweredAgainstARecordsLimit() {
        outbox.want(limited(write("case", "1", 1, Severity.CRITICAL), 2, HOUR), now);
        for (int i = 0; i < 6; i++) {
            refuse(next(), Refusal.NO_ANSWER);
            now += 61 * SECOND;
        }
        answer(next(), Result.CREATED);
        outbox.want(limited(write("case", "1", 2, Severity.CRITICAL), 2, HOUR), now);
        assertThat(next().rows()).singleElement().extracting(Call.Row::revision).isEqualTo(2L);
    }
}
