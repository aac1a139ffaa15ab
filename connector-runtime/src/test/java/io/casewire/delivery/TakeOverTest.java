package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import org.junit.jupiter.api.Test;

class TakeOverTest extends OutboxRun {
    private static final String OF_PEOPLE = "500of-people";

    @Test
    void shouldWriteToTheRecordOfPeopleAndLeaveWhatTheyFilledIn() {
        // Given
        Write write = takingOver(saying(write("case", "a", 1, Severity.HIGH), "from the device"), OF_PEOPLE);

        // When
        outbox.want(write, now);
        Call call = next();

        // Then: it becomes ours, as far as nobody else filled it in
        assertThat(call.create()).isFalse();
        Row row = call.rows().get(0);
        assertThat(row.recordId()).isEqualTo(OF_PEOPLE);
        assertThat(row.fields())
                .containsEntry("Key__c", TextNode.valueOf("a"))
                .containsEntry("Subject", TextNode.valueOf("from the device"));
        assertThat(row.guarded())
                .containsOnlyKeys("Key__c", "Subject")
                .containsEntry("Subject", NullNode.getInstance());
        assertThat(row.fillsIn()).isFalse();
    }

    @Test
    void shouldGoOnWithThatRecord() {
        // Given
        outbox.want(takingOver(write("case", "a", 1, Severity.HIGH), OF_PEOPLE), now);
        outbox.want(after(write("episode", "a", 1, Severity.HIGH, "Casewire_Episode__c"), "case/a"), now);
        Call call = next();
        assertThat(call.rows()).as("what comes after it waits").hasSize(1);
        outbox.take(Receipt.of(call, call.rows().get(0), Result.UPDATED, OF_PEOPLE, now), now);

        // When
        Call after = next();
        answer(after, Result.CREATED);
        outbox.want(write("case", "a", 2, Severity.HIGH), now);
        Row row = next().rows().get(0);

        // Then
        assertThat(after.object()).isEqualTo("Casewire_Episode__c");
        assertThat(row.recordId()).isEqualTo(OF_PEOPLE);
        assertThat(row.fields()).doesNotContainKey("Key__c");
    }

    @Test
    void shouldMakeItsOwnWhereThatOneIsGoneOrNotForUs() {
        for (String code :
                new String[] {"ENTITY_IS_DELETED", "INSUFFICIENT_ACCESS_OR_READONLY", "FIELD_CUSTOM_VALIDATION"}) {
            // Given
            Write write = saying(write("case", code, 1, Severity.HIGH), "from the device");
            outbox.want(takingOver(write, OF_PEOPLE), now);

            // When
            assertThat(refuse(next(), code)).isNull();
            now += OutboxRun.HOUR;
            Call own = next();

            // Then
            assertThat(own.create()).as(code).isTrue();
            assertThat(own.rows().get(0).recordId()).isNull();
            assertThat(own.rows().get(0).fields()).containsKey("Subject");
            answer(own, Result.CREATED);
        }
    }

    @Test
    void shouldStillTakeItOverAfterADryRun() {
        // Given
        outbox.want(takingOver(saying(write("case", "a", 1, Severity.HIGH), "first"), OF_PEOPLE), now);
        answer(next(), Result.DRY_RUN);

        // When
        outbox.want(saying(write("case", "a", 2, Severity.HIGH), "second"), now);
        Row row = next().rows().get(0);

        // Then
        assertThat(row.recordId()).isEqualTo(OF_PEOPLE);
        assertThat(row.fields()).containsKeys("Key__c", "Subject");
    }

    @Test
    void shouldAskBeforeItMakesItsOwnAfterACallThatMayHaveArrived() {
        // Given
        outbox.want(takingOver(write("case", "a", 1, Severity.HIGH), OF_PEOPLE), now);
        refuse(next(), Refusal.NO_ANSWER);
        now += OutboxRun.HOUR;
        refuse(next(), "FIELD_CUSTOM_VALIDATION_EXCEPTION");

        // When
        now += OutboxRun.HOUR;
        Call own = next();

        // Then
        assertThat(own.create()).isTrue();
        assertThat(own.askFirst()).isTrue();
    }

    @Test
    void shouldNotShareACallWithOtherUpdates() {
        // Given
        outbox.want(write("case", "b", 1, Severity.HIGH), now);
        answer(next(), Result.CREATED);
        outbox.want(write("case", "b", 2, Severity.HIGH), now);
        outbox.want(takingOver(write("case", "a", 1, Severity.HIGH), OF_PEOPLE), now);

        // When
        sent.clear();
        next();

        // Then
        assertThat(sent).hasSize(2).allSatisfy(call -> assertThat(call.rows()).hasSize(1));
        assertThat(sent).filteredOn(call -> call.takesOver(call.rows().get(0))).hasSize(1);
    }

    @Test
    void shouldTryTheSameRecordAgainAfterNoAnswer() {
        // Given
        outbox.want(takingOver(write("case", "a", 1, Severity.HIGH), OF_PEOPLE), now);
        refuse(next(), Refusal.NO_ANSWER);

        // When
        now += OutboxRun.HOUR;
        Row row = next().rows().get(0);

        // Then
        assertThat(row.recordId()).isEqualTo(OF_PEOPLE);
        assertThat(row.fields()).containsKey("Key__c");
    }

    @Test
    void shouldMakeItOwnAlsoWhenItHasToBeRepaired() {
        // Given: nobody remembers it any more, and the org holds something else
        Write write = takingOver(write("case", "a", 1, Severity.HIGH), OF_PEOPLE);

        // When
        outbox.repair(write, "500other", now);
        Row row = next().rows().get(0);

        // Then
        assertThat(row.recordId()).isEqualTo("500other");
        assertThat(row.guarded()).isEmpty();
    }
}
