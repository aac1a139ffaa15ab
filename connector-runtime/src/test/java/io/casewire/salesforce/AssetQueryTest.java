package io.casewire.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.TestContent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssetQueryTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AssetQuery query;

    @BeforeEach
    void shipped() {
        query = new AssetQuery(TestContent.shipped().load().identity(), true);
    }

    private boolean isOfPerson(String asset) throws Exception {
        JsonNode node = JSON.readTree(asset);
        return query.isOfPerson(node);
    }

    @Test
    void shouldTakeAnAccountThatIsNotSharedForAPersonWherePersonsHaveAccounts() throws Exception {
        // Given
        String hidden = "{\"AccountId\":\"001\",\"Account\":null}";
        String business = "{\"AccountId\":\"001\",\"Account\":{\"IsPersonAccount\":false,\"PersonContactId\":null}}";
        assertThat(isOfPerson(hidden)).isFalse();

        // When
        query.personAccounts(true);

        // Then
        assertThat(isOfPerson(hidden)).isTrue();
        assertThat(isOfPerson(business)).isFalse();
        assertThat(isOfPerson("{\"AccountId\":null}")).isFalse();
        assertThat(isOfPerson("{\"AccountId\":\"001\",\"Account\":{\"IsPersonAccount\":true}}"))
                .isTrue();
    }

    private static AssetQuery declaring(String... fields) {
        return new AssetQuery(TestContent.shipped().declaring(fields).load().identity(), true);
    }

    @Test
    void shouldNameNothingTwice() {
        // Given: what is read anyhow
        AssetQuery declaring = declaring(
                "customer: AccountId",
                "label: Name",
                "known: account.ispersonaccount",
                "changed: Account.SystemModstamp",
                "lineTo: Parent.Casewire_Maintenance_To__c");
        declaring.personAccounts(true);

        // When
        String soql = declaring.soql();
        List<String> fields = List.of(
                soql.substring("SELECT ".length(), soql.indexOf(" FROM ")).split(", ", -1));

        // Then
        assertThat(fields.stream().map(String::toLowerCase)).doesNotHaveDuplicates();
        assertThat(fields)
                .contains(
                        "AccountId",
                        "Account.SystemModstamp",
                        "Parent.Casewire_Maintenance_To__c",
                        "Parent.SystemModstamp");
    }

    @Test
    void shouldTakeNothingOfAnAccountThatMayBeAPerson() throws Exception {
        // Given
        AssetQuery declaring = declaring("customer: Account.Name", "label: Name");
        JsonNode personal = JSON.readTree(
                "{\"Name\":\"watch\",\"AccountId\":\"001\",\"Account\":{\"Name\":\"a person\",\"IsPersonAccount\":true}}");
        JsonNode business = JSON.readTree(
                "{\"Name\":\"press\",\"AccountId\":\"001\",\"Account\":{\"Name\":\"Works\",\"IsPersonAccount\":false}}");

        // When
        declaring.personAccounts(true);

        // Then
        assertThat(declaring.fields(personal)).isEqualTo(Map.of("label", "watch"));
        assertThat(declaring.fields(business)).isEqualTo(Map.of("label", "press", "customer", "Works"));
    }

    @Test
    void shouldStayBelowTheLengthOfAnAddress() {
        // Given: as many ids as a query gets
        query.personAccounts(true);
        String in = " IN (" + String.join(", ", Collections.nCopies(100, "'0PK000000000001AAA'")) + ")";

        // When
        String address =
                URLEncoder.encode(query.ofPeople(in), StandardCharsets.UTF_8).replace("+", "%20");

        // Then
        assertThat(address.length()).isLessThan(16_000);
    }
}
