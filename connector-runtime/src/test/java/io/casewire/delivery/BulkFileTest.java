package io.casewire.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BulkFileTest {
    @Test
    void shouldWriteRowsWithDifferentFields() {
        // Given: a text with everything that has to be quoted, an emptied field, a lookup, a number
        Call call = call(
                true,
                row("k1", null, Map.of("Reason__c", TextNode.valueOf("over \"80\", twice\nand hot ü"))),
                row(
                        "k2",
                        null,
                        Map.of(
                                "Cleared_At__c",
                                NullNode.instance,
                                "Case__r.Key__c",
                                TextNode.valueOf("k2"),
                                "Value__c",
                                DoubleNode.valueOf(1.5),
                                "Open__c",
                                BooleanNode.TRUE)));

        // When
        String file = new String(BulkFile.body(call, call.rows()), StandardCharsets.UTF_8);

        // Then
        assertThat(file)
                .isEqualTo(
                        """
                        Key__c,Case__r.Key__c,Cleared_At__c,Open__c,Reason__c,Value__c
                        k1,,,,"over ""80"", twice
                        and hot ü",
                        k2,k2,"#N/A",true,,1.5
                        """);
    }

    @Test
    void shouldNameRecordsByIdWhenTheyAreThere() {
        Call call = call(false, row("k1", "a01", Map.of("Open__c", BooleanNode.FALSE)));
        assertThat(new String(BulkFile.body(call, call.rows()), StandardCharsets.UTF_8))
                .isEqualTo("Id,Open__c\na01,false\n");
    }

    @Test
    void shouldFindOutWhatBecameOfEachRow() throws IOException {
        // Given
        Call call = call(
                true,
                row("k1", null, Map.of()),
                row("k2", null, Map.of()),
                row("k3", null, Map.of()),
                row("k4", null, Map.of()),
                row("k5", null, Map.of()));
        String successful =
                """
                "sf__Id","sf__Created","Key__c","Reason__c"
                "a02","true","k2","two
                lines"
                "a01","false","k1",""
                """;
        String failed =
                """
                "sf__Id","sf__Error","Key__c","Reason__c"
                "","FIELD_CUSTOM_VALIDATION_EXCEPTION:Say: why:Reason__c --","k3",""
                "","something nobody wrote down","k4",""
                """;

        // When
        List<Receipt> receipts = BulkFile.receipts(call, bytes(successful), bytes(failed), 5);

        // Then
        assertThat(receipts)
                .extracting(Receipt::result)
                .containsExactly(Result.UPDATED, Result.CREATED, Result.REFUSED, Result.REFUSED, Result.REFUSED);
        assertThat(receipts).extracting(Receipt::recordId).startsWith("a01", "a02");
        Receipt refused = receipts.get(2);
        assertThat(refused.code()).isEqualTo("FIELD_CUSTOM_VALIDATION_EXCEPTION");
        assertThat(refused.message()).isEqualTo("Say: why");
        assertThat(refused.fields()).containsExactly("Reason__c");
        // And: what cannot be read, and what is in neither file, is tried again another way
        assertThat(receipts.subList(3, 5)).extracting(Receipt::code).containsOnly(Refusal.UNPROCESSED);
    }

    @Test
    void shouldNotTakeAPageForAResult() {
        Call call = call(true, row("k1", null, Map.of()));
        String none = "\"sf__Id\",\"sf__Error\",\"Key__c\"\n";
        for (String page : List.of(
                "", "<html>\n<p>gateway", "\"sf__Id\",\"Key__c\"\n", "\"sf__Id\",\"sf__Created\",\"Key__c\"\n\"a")) {
            assertThatThrownBy(() -> BulkFile.receipts(call, bytes(page), bytes(none), 5))
                    .as(page)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldReadAResultWhateverItsCaseAndMark() throws IOException {
        Call call = call(true, row("k1", null, Map.of()));
        String successful = "\uFEFF\"SF__ID\",\"sf__created\",\"KEY__C\"\n\"a01\",\"true\",\"k1\"\n";
        assertThat(BulkFile.receipts(call, bytes(successful), bytes("\"sf__Id\",\"sf__Error\",\"Key__c\"\n"), 5))
                .extracting(Receipt::result)
                .containsExactly(Result.CREATED);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Call call(boolean create, Row... rows) {
        Call.JobStep job = new Call.JobStep(BulkStep.SEND, 0, "750");
        return new Call(
                Call.VERSION,
                "c1",
                0,
                Api.BULK,
                Target.object("Episode__c", "Key__c"),
                create,
                false,
                job,
                List.of(rows));
    }

    private static Row row(String key, @Nullable String recordId, Map<String, JsonNode> fields) {
        return new Row(
                "episode/" + key,
                "episode",
                key,
                1,
                recordId,
                new TreeMap<>(fields),
                new TreeMap<>(),
                "maintenance",
                null,
                null,
                false,
                null);
    }
}
