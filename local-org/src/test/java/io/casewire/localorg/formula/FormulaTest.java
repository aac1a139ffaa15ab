package io.casewire.localorg.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
    private static final Map<String, Object> VALUES = Map.of(
            "Status",
            "Closed",
            "Hours__c",
            7.5,
            "Serial__c",
            "P-1042",
            "Tags__c",
            "Hot;Loud",
            "Installed__c",
            LocalDate.of(2025, 12, 20),
            "Seen__c",
            Instant.parse("2026-01-05T06:00:00Z"));
    private static final Map<String, Object> BEFORE = Map.of("Status", "New", "Hours__c", 7.5);

    /** @param before null for a new record */
    private record Saved(Map<String, Object> before) implements FormulaRecord {
        @Override
        public Object value(String name) {
            return VALUES.get(name);
        }

        @Override
        public Object prior(String name) {
            return before == null ? value(name) : before.get(name);
        }

        @Override
        public boolean isNew() {
            return before == null;
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-01-05T18:00:00Z");
        }
    }

    private static String changed(String formula) {
        return Values.text(Formula.compile(formula).evaluate(new Saved(BEFORE)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ISCHANGED(Status) | true | false",
                "ISCHANGED(Hours__c) | false | false",
                "ISNEW() | false | true",
                "PRIORVALUE(Status) | New | Closed",
                "AND(ISPICKVAL(Status, 'Closed'), ISPICKVAL(PRIORVALUE(Status), 'New')) | true | false",
            })
    void shouldKnowWhatTheSaveChanges(String formula, String ofAChange, String ofANewRecord) {
        assertThat(changed(formula)).isEqualTo(ofAChange);
        assertThat(Values.text(Formula.compile(formula).evaluate(new Saved(null))))
                .isEqualTo(ofANewRecord);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TODAY() | 2026-01-05",
                "TODAY() - Installed__c | 16",
                "Installed__c + 30 | 2026-01-19",
                "30 + Installed__c | 2026-01-19",
                "TODAY() - Installed__c > 10 | true",
                "NOW() - Seen__c | 0.5",
                "NOW() - 1 < Seen__c | true",
                "TODAY() - Missing__c | ``",
                "DATEVALUE(Seen__c) | 2026-01-05",
                "DATEVALUE('2026-02-30') | ``",
                "DATE(2026, 2, 28) | 2026-02-28",
                "DATE(2026, 2, 30) | ``",
                "YEAR(Installed__c) * 100 + MONTH(Installed__c) | 202512",
                "DAY(Missing__c) | ``",
            })
    void shouldCountDays(String formula, String value) {
        assertThat(changed(formula)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "REGEX(Serial__c, '[A-Z]-[0-9]{4}') | true",
                "REGEX(Serial__c, '[A-Z]') | false",
                "INCLUDES(Tags__c, 'Loud') | true",
                "INCLUDES(Tags__c, 'Lou') | false",
                "CASE(Status, 'New', 1, 'Closed', 2, 3) | 2",
                "IF(Hours__c > 7, 'long', 'short') | long",
                "MOD(7, 3) & '/' & FLOOR(2.7) & '/' & CEILING(2.1) & '/' & ROUND(2.345, 2) | 1/2/3/2.35",
                "MOD(7, 0) | ``",
                "MIN(3, 1, 2) + MAX(3, 1, 2) | 4",
                "VALUE('1e999999999') + 1 | 1",
                "ROUND(1.5, 2000000000) | 1.5",
                "LEFT(Serial__c, 1) + RIGHT(Serial__c, 2) | P42",
                "Missing__c + 1 | 1",
            })
    void shouldWorkOutTextAndNumbers(String formula, String value) {
        assertThat(changed(formula)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "VLOOKUP(Status) | Function VLOOKUP is not supported by the local org",
                "ISCHANGED('Status') | The parameter of function 'ISCHANGED()' has to be a field",
                "REGEX(Status, '[') | The pattern of REGEX() is wrong: Unclosed character class",
                "REGEX(Status, Serial__c) | The local org takes a pattern of REGEX() that stands in the formula as text",
                "CASE(Status, 1, 2, 3, 4) | Incorrect number of parameters for function 'CASE()'. Expected 4 or more, received 5",
                "NOT() | Incorrect number of parameters for function 'NOT()'. Expected 1, received 0",
                "$User.Id = '' | Reference $User.Id is not supported: only fields of the record itself",
            })
    void shouldSayWhatItDoesNotKnow(String formula, String problem) {
        assertThatThrownBy(() -> Formula.compile(formula))
                .isInstanceOf(FormulaException.class)
                .hasMessage(problem);
    }
}
