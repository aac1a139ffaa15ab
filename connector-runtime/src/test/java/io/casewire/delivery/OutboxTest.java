package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Receipt.Result;
import io.casewire.identity.Party;
import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The outbox under a virtual clock. */
final class OutboxTest extends OutboxRun {
    @Test
    void shouldSendAWriteOnceAndNothingWhenItIsApplied() {
        // When
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        Call call = next();
        answer(call, Result.CREATED);

        // Then
        assertThat(call.create()).isTrue();
        assertThat(call.rows()).hasSize(1);
        assertThat(outbox.plan(now + HOUR)).isEmpty();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldMergeWhatWaitsIntoTheNewestState() {
        // When: three revisions come while a call is under way
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        Call first = next();
        outbox.want(write("case", "a", 2, Severity.CRITICAL), now);
        outbox.want(write("case", "a", 3, Severity.CRITICAL), now);
        assertThat(outbox.plan(now)).isEmpty();
        answer(first, Result.CREATED);
        Call second = next();

        // Then: one more call, an update, with the newest
        assertThat(second.create()).isFalse();
        assertThat(second.autoAssign()).isFalse();
        assertThat(second.rows()).singleElement().satisfies(row -> assertThat(row.revision())
                .isEqualTo(3));
        answer(second, Result.UPDATED);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldMakeARecordAsItWasFirstWanted() {
        // When: it opens and clears before anything leaves
        outbox.want(saying(write("case", "a", 1, Severity.CRITICAL), "opened"), now);
        outbox.want(saying(write("case", "a", 2, Severity.CRITICAL), "cleared"), now);
        Call call = next();

        // Then
        assertThat(call.rows()).singleElement().satisfies(row -> {
            assertThat(row.revision()).isEqualTo(2);
            assertThat(row.fields()).containsEntry("Subject", TextNode.valueOf("opened"));
        });

        // And: what other content wanted may have been corrected
        outbox.want(saying(write("case", "c", 1, Severity.CRITICAL), "wrong"), now);
        outbox.want(under("corrected", saying(write("case", "c", 2, Severity.CRITICAL), "right")), now);
        assertThat(next().rows()).singleElement().satisfies(row -> assertThat(row.fields())
                .containsEntry("Subject", TextNode.valueOf("right")));

        // And: what was about somebody else is not taken over
        Party other = new Party(Party.Kind.ORGANISATION, "002", null, null);
        outbox.want(saying(write("case", "b", 1, Severity.CRITICAL), "opened"), now);
        outbox.want(concerning(saying(write("case", "b", 2, Severity.CRITICAL), "cleared"), other), now);
        assertThat(next().rows()).singleElement().satisfies(row -> assertThat(row.fields())
                .containsEntry("Subject", TextNode.valueOf("cleared")));
    }

    @Test
    void shouldDropALowerRevision() {
        // Given
        outbox.want(write("case", "a", 5, Severity.CRITICAL), now);
        answer(next(), Result.CREATED);

        // When
        outbox.want(write("case", "a", 4, Severity.CRITICAL), now);

        // Then
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldSendTheMostSevereFirst() {
        // Given: every channel is busy
        for (int i = 0; i < OutboxSettings.DEFAULT.channels(); i++) {
            outbox.want(write("m" + i, "busy" + i, 1, Severity.CRITICAL, "Object" + i), now);
        }
        List<Call> busy = outbox.plan(now);
        assertThat(busy).hasSize(OutboxSettings.DEFAULT.channels());
        outbox.want(write("low", "a", 1, Severity.LOW, "Low"), now);
        now += 60 * SECOND;
        outbox.want(write("high", "b", 1, Severity.HIGH, "High"), now);
        now += SECOND;

        // When
        answer(busy.get(0), Result.CREATED);

        // Then
        assertThat(next().object()).isEqualTo("High");
    }

    @Test
    void shouldWaitALittleSoThatWritesShareACall() {
        // When
        outbox.want(write("case", "a", 1, Severity.LOW), now);
        outbox.want(write("case", "b", 1, Severity.LOW), now + 5 * SECOND);

        // Then
        assertThat(outbox.plan(now + 9 * SECOND)).isEmpty();
        assertThat(outbox.plan(now + 10 * SECOND)).singleElement().satisfies(call -> assertThat(call.rows())
                .hasSize(2));
    }

    @Test
    void shouldNotLetARecordsDuplicatesPassForAnother() {
        // Given: one mapping allows duplicates, the other one does not
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        outbox.want(allowingDuplicates(write("lax", "b", 1, Severity.CRITICAL)), now);

        // Then
        assertThat(outbox.plan(now))
                .hasSize(2)
                .extracting(call -> call.target().allowDuplicates())
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void shouldFillACallUpToTwoHundredRows() {
        // When
        for (int i = 0; i < 450; i++) {
            outbox.want(write("case", "k" + i, 1, Severity.CRITICAL), now);
        }

        // Then
        assertThat(outbox.plan(now)).extracting(call -> call.rows().size()).containsExactly(200, 200, 50);
    }

    @Test
    void shouldNeverWriteOneLaneTwiceAtATime() {
        // Given: case and episode of one asset
        outbox.want(write("case", "a", 1, Severity.CRITICAL, "Case"), now);
        Call first = next();
        outbox.want(write("note", "n", 1, Severity.CRITICAL, "Note"), now);

        // Then: the same lane waits for its answer
        assertThat(outbox.plan(now)).isEmpty();
        answer(first, Result.CREATED);
        assertThat(next().object()).isEqualTo("Note");
    }

    @Test
    void shouldHoldAChildBackUntilItsParentIsInTheOrg() {
        // Given
        Write child = after(write("episode", "a", 1, Severity.CRITICAL, "Episode"), "case/a");
        outbox.want(child, now);
        assertThat(outbox.plan(now + 30 * SECOND)).isEmpty();

        // When
        outbox.want(write("case", "b", 1, Severity.CRITICAL, "Case"), now);
        answer(next(), Result.CREATED);
        assertThat(outbox.plan(now + 30 * SECOND)).as("another's parent").isEmpty();
        outbox.want(allowingDuplicates(write("case", "a", 1, Severity.CRITICAL, "Case")), now);
        Call parent = next();
        assertThat(parent.rows()).as("it cannot go in one graph").hasSize(1);
        assertThat(parent.object()).isEqualTo("Case");
        answer(parent, Result.CREATED);

        // Then
        assertThat(next().object()).isEqualTo("Episode");
    }

    @Test
    void shouldKeepToARecordsOwnLimit() {
        // Given: at most four writes an hour
        int calls = 0;
        for (int minute = 0; minute < 60; minute++) {
            outbox.want(limited(write("case", "a", minute + 1, Severity.CRITICAL), 4, HOUR), now);
            for (Call call : outbox.plan(now)) {
                calls++;
                answer(call, calls == 1 ? Result.CREATED : Result.UPDATED);
            }
            now += 60 * SECOND;
        }

        // Then: four in the hour, and the newest state when it is over
        assertThat(calls).isEqualTo(4);
        Call last = next();
        assertThat(last.rows().get(0).revision()).isEqualTo(60);
    }

    @Test
    void shouldTryALockedRowAgainWithGrowingPauses() {
        // Given
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);

        // When / Then
        for (long pause : new long[] {1, 2, 4, 8}) {
            refuse(next(), "UNABLE_TO_LOCK_ROW");
            assertThat(outbox.plan(now + pause * SECOND - 1)).isEmpty();
            now += pause * SECOND;
        }
        answer(next(), Result.CREATED);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldEndARowThatWillNeverPass() {
        // Given
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);

        // When
        Outbox.Ended ended = refuse(next(), "STRING_TOO_LONG");

        // Then
        assertThat(ended.finding().code()).isEqualTo(FindingCode.ORG_REFUSED_ROW);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldBlockAMappingThatEverybodyIsRefusedFor_andOpenItByItself() {
        // Given: another team's validation rule refuses every Case
        int probes = 0;
        for (int i = 0; i < 20; i++) {
            outbox.want(write("case", "k" + i, 1, Severity.CRITICAL), now);
        }
        for (Call call : outbox.plan(now)) {
            assertThat(refuse(call, "FIELD_CUSTOM_VALIDATION_EXCEPTION")).isNull();
        }
        assertThat(outbox.status(now).blocked()).containsKey("case");

        // When: six hours pass
        for (long second = 0; second < 6 * 3600; second++) {
            now += SECOND;
            for (Call call : outbox.plan(now)) {
                assertThat(call.rows()).hasSize(1);
                probes++;
                assertThat(refuse(call, "FIELD_CUSTOM_VALIDATION_EXCEPTION")).isNull();
            }
        }

        // Then: a probe each half minute, nobody gave up
        assertThat(probes).isBetween(700, 720);

        // And: the rule is gone
        now += 60 * SECOND;
        Call probe = next();
        answer(probe, Result.CREATED);
        List<Call> rest = outbox.plan(now);
        assertThat(rest.stream().mapToInt(call -> call.rows().size()).sum()).isEqualTo(19);
        rest.forEach(call -> answer(call, Result.CREATED));
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.status(now).blocked()).isEmpty();
    }

    @Test
    void shouldEndARowThatIsRefusedWhileOthersPass() {
        // Given
        outbox.want(write("case", "bad", 1, Severity.CRITICAL), now);
        refuse(next(), "FIELD_CUSTOM_VALIDATION_EXCEPTION");
        outbox.want(write("case", "good", 1, Severity.CRITICAL), now);
        answer(next(), Result.CREATED);

        // When
        Outbox.Ended ended = null;
        for (int i = 0; i < 3 && ended == null; i++) {
            now += 31 * SECOND;
            ended = refuse(next(), "FIELD_CUSTOM_VALIDATION_EXCEPTION");
        }

        // Then
        assertThat(ended).isNotNull();
        assertThat(ended.write().key()).isEqualTo("bad");
    }

    @Test
    void shouldKnowAfterARestartWhatIsUnderWay() {
        // Given
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        Call call = next();

        // When
        outbox = new Outbox(store, OutboxSettings.DEFAULT, 100);

        // Then: it is not sent a second time, and its answer still counts
        assertThat(outbox.plan(now + HOUR)).isEmpty();
        answer(call, Result.CREATED);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldIgnoreAReceiptThatCameTwice() {
        // Given
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        Call call = next();
        answer(call, Result.CREATED);
        outbox.want(write("case", "a", 2, Severity.CRITICAL), now);

        // When
        answer(call, Result.CREATED);

        // Then: the second revision still leaves
        assertThat(next().rows().get(0).revision()).isEqualTo(2);
    }

    @Test
    void shouldNotTakeADryRunForARecordInTheOrg() {
        // Given
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        answer(next(), Result.DRY_RUN);

        // When
        outbox.want(write("case", "a", 2, Severity.CRITICAL), now);

        // Then
        assertThat(next().create()).isTrue();
    }

    @Test
    void shouldGoOnProbingAfterAProbeThatSaidNothing() {
        for (String nothing : List.of("no answer", "withheld", "held", "late")) {
            // Given: a mapping that the org refuses
            entries.clear();
            outbox = new Outbox(store, OutboxSettings.DEFAULT, 1);
            for (String key : List.of("a", "b")) {
                outbox.want(write("case", key, 1, Severity.CRITICAL), now);
                refuse(next(), "FIELD_CUSTOM_VALIDATION_EXCEPTION");
            }
            outbox.want(write("case", "c", 1, Severity.CRITICAL), now);
            now += OutboxSettings.DEFAULT.probe().toMillis();
            Call probe = next();

            // When
            switch (nothing) {
                case "no answer" -> refuse(probe, Refusal.NO_ANSWER);
                case "withheld" -> answer(probe, Result.WITHHELD);
                case "late" -> answer(probe, Result.LATE);
                default -> answer(probe, Result.HELD);
            }
            assertThat(outbox.plan(now + SECOND)).isEmpty();
            now += OutboxSettings.DEFAULT.probe().toMillis();

            // Then
            answer(next(), Result.CREATED);
            assertThat(next().rows()).as(nothing).isNotEmpty();
        }
    }

    @Test
    void shouldNotCountProbesAgainstTheLimitOfARecord() {
        // Given: records that may be written four times an hour, and an org that refuses everybody
        for (int i = 0; i < 20; i++) {
            outbox.want(limited(write("case", "k" + i, 1, Severity.CRITICAL), 4, HOUR), now);
        }
        for (Call call : outbox.plan(now)) {
            refuse(call, "FIELD_CUSTOM_VALIDATION_EXCEPTION");
        }

        // When: ten minutes of probes, then it takes them
        for (int i = 0; i < 20; i++) {
            now += OutboxSettings.DEFAULT.probe().toMillis();
            refuse(next(), "FIELD_CUSTOM_VALIDATION_EXCEPTION");
        }
        now += OutboxSettings.DEFAULT.probe().toMillis();
        answer(next(), Result.CREATED);

        // Then: all of them leave
        List<Call> rest = outbox.plan(now);
        assertThat(rest.stream().mapToInt(call -> call.rows().size()).sum()).isEqualTo(19);
    }

    @Test
    void shouldSendWhatWasHeldLaterWithoutCountingIt() {
        // Given: a record that may be written once a day
        outbox.want(limited(write("case", "a", 1, Severity.CRITICAL), 1, 24 * HOUR), now);

        // When
        for (int i = 0; i < 100; i++) {
            answer(next(), Result.HELD);
            assertThat(outbox.plan(now + SECOND)).as("it does not hurry").isEmpty();
            now += OutboxSettings.DEFAULT.probe().toMillis();
        }

        // Then
        answer(next(), Result.CREATED);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldSendAtOnceWhatWasTooLateWithoutCountingIt() {
        // Given: a record that may be written once a day
        outbox.want(limited(write("case", "a", 1, Severity.CRITICAL), 1, 24 * HOUR), now);

        // When
        for (int i = 0; i < 100; i++) {
            answer(next(), Result.LATE);
        }

        // Then
        answer(next(), Result.CREATED);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldGuardFieldsThatAPersonMayHaveChanged() {
        // Given
        outbox.want(guarded(write("case", "a", 1, Severity.CRITICAL), "High"), now);
        answer(next(), Result.CREATED);

        // When
        outbox.want(guarded(write("case", "a", 2, Severity.CRITICAL), "Medium"), now);

        // Then: it is sent with what was written last, to be compared
        Call.Row row = next().rows().get(0);
        assertThat(row.fields().get("Priority").asText()).isEqualTo("Medium");
        assertThat(row.guarded().get("Priority").asText()).isEqualTo("High");
        assertThat(row.fields()).doesNotContainKey("Subject");
    }

    @Test
    void shouldAskAnOrgThatIsAwayWithOneCallAtATime() {
        // Given: thousands wait, and no call is answered
        for (int i = 0; i < 3_000; i++) {
            outbox.want(write("case", "k" + i, 1, Severity.CRITICAL), now);
        }
        outbox.plan(now).forEach(call -> refuse(call, Refusal.NO_ANSWER));

        // When: ten minutes pass
        int calls = 0;
        for (long end = now + 600 * SECOND; now < end; now += SECOND) {
            List<Call> planned = outbox.plan(now);
            assertThat(planned).hasSizeLessThanOrEqualTo(1);
            planned.forEach(call -> refuse(call, Refusal.NO_ANSWER));
            calls += planned.size();
        }

        // Then: 1 s, 2 s, 4 s and so on, up to a minute apart
        assertThat(calls).isBetween(13, 17);

        // And: with the first answer all go again
        now += 60 * SECOND;
        answer(next(), Result.CREATED);
        assertThat(outbox.plan(now)).hasSize(4);
    }

    @Test
    void shouldAskWhetherARecordIsThereWhenNothingWasAnsweredToItsCreation() {
        // Given: the org may have made it, and a person changed it since
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        assertThat(next().askFirst()).isFalse();
        refuse(sent.get(0), Refusal.NO_ANSWER);

        // Then
        now += SECOND;
        assertThat(next().askFirst()).isTrue();
    }

    @Test
    void shouldSendAgainWhatEndedInVainWhenItIsWantedOnceMore() {
        // Given
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        assertThat(refuse(next(), "STRING_TOO_LONG")).isNotNull();
        assertThat(outbox.plan(now + HOUR)).isEmpty();

        // When
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        answer(next(), Result.CREATED);

        // Then: once, and not when it is wanted again after that
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        assertThat(outbox.plan(now + HOUR)).isEmpty();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void shouldNotBringBackWhatANewerRevisionReplaced() {
        // Given: the first ended in vain, and a second arrived
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        refuse(next(), "STRING_TOO_LONG");
        outbox.want(write("case", "a", 2, Severity.CRITICAL), now);
        answer(next(), Result.CREATED);

        // When
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);

        // Then
        assertThat(outbox.plan(now + HOUR)).isEmpty();
    }

    @Test
    void shouldGuardWhatWasWrittenAndNotWhatIsWantedSince() {
        // Given: it changes while the org is creating the record
        outbox.want(guarded(write("case", "a", 1, Severity.CRITICAL), "High"), now);
        Call first = next();
        outbox.want(guarded(write("case", "a", 2, Severity.CRITICAL), "Medium"), now);
        answer(first, Result.CREATED);

        // Then: what the org holds is not taken for a person's change
        assertThat(next().rows().get(0).guarded().get("Priority").asText()).isEqualTo("High");
    }

    @Test
    void shouldHoldAMappingThatIsStoppedUntilItsTimeIsOver() {
        // Given
        outbox.brake(stopped(Brake.Kind.MAPPING, "case", now + HOUR));
        outbox.want(write("case", "a", 1, Severity.CRITICAL, "Case", "l1"), now);
        outbox.want(write("note", "b", 1, Severity.CRITICAL, "Case", "l2"), now);

        // Then: it does not ride along either
        assertThat(outbox.plan(now)).singleElement().satisfies(call -> {
            assertThat(call.rows()).extracting(Call.Row::mapping).containsExactly("note");
            answer(call, Result.CREATED);
        });
        assertThat(outbox.status(now).stopped(now)).singleElement().satisfies(finding -> assertThat(finding.toString())
                .contains("mapping 'case'", "a colleague asked"));

        // And: not after a restart
        outbox = begin(OutboxSettings.DEFAULT);
        assertThat(outbox.plan(now + HOUR - 1)).isEmpty();

        // And: nobody has to remember to let it go
        assertThat(outbox.plan(now + HOUR)).hasSize(1);
        assertThat(outbox.status(now + HOUR).stopped(now + HOUR)).isEmpty();
    }

    @Test
    void shouldHoldWhatLeavesByAStoppedChannel() {
        // Given
        outbox.brake(stopped(Brake.Kind.CHANNEL, "collections", now + HOUR));
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        outbox.want(to(write("Signal__e", "e", 1, Severity.CRITICAL), Target.event("Signal__e")), now);

        // Then
        assertThat(outbox.plan(now)).singleElement().satisfies(call -> assertThat(call.api())
                .isEqualTo(Api.EVENTS));
        assertThat(outbox.plan(now + HOUR)).singleElement().satisfies(call -> assertThat(call.api())
                .isEqualTo(Api.COLLECTIONS));
    }

    @Test
    void shouldGoByCollectionsWhileJobsAndGraphsAreStopped() {
        // Given
        outbox.brake(stopped(Brake.Kind.CHANNEL, "bulk", now + HOUR));
        outbox.brake(stopped(Brake.Kind.CHANNEL, "graph", now + HOUR));
        for (int i = 0; i < OutboxSettings.DEFAULT.bulkFrom() + 10; i++) {
            outbox.want(write("note", "n" + i, 1, Severity.LOW, "Note", "lane" + i), now);
        }
        outbox.want(write("case", "a", 1, Severity.CRITICAL, "Case", "l1"), now);
        outbox.want(after(write("episode", "a", 1, Severity.CRITICAL, "Episode"), "case/a"), now);

        // Then
        assertThat(outbox.plan(now + 30 * SECOND)).isNotEmpty().allSatisfy(call -> assertThat(call.api())
                .isEqualTo(Api.COLLECTIONS));
    }

    @Test
    void shouldSendNothingWhileDeliveryIsStopped() {
        // Given
        outbox.brake(stopped(Brake.Kind.DELIVERY, "", now + HOUR));
        outbox.want(write("case", "a", 1, Severity.CRITICAL), now);
        assertThat(outbox.plan(now)).isEmpty();

        // When: it is let go
        outbox.brake(stopped(Brake.Kind.DELIVERY, "", now));

        // Then
        assertThat(outbox.plan(now)).hasSize(1);
    }

    private Brake stopped(Brake.Kind kind, String name, long until) {
        return new Brake(Brake.VERSION, kind, name, now, until, "a colleague asked", "tester");
    }
}
