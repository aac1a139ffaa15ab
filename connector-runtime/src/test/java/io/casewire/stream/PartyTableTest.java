package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.identity.Party;
import io.casewire.identity.Party.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartyTableTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final String ACCOUNT = "001000000000001AAA";
    private static final String CONTACT = "003000000000001AAA";

    private final PartyTable parties = new PartyTable();
    private long offset;

    @Test
    void shouldKnowAnAccount_asLongAsADeviceIsIts() {
        // Given
        put("press-1", Kind.ORGANISATION, null, null, List.of(), START);
        put("press-1", Kind.PERSON, CONTACT, "0PK1", List.of(), START.plusSeconds(60));

        // Then
        assertThat(at(ACCOUNT, START)).isEqualTo(new Party(Kind.ORGANISATION, ACCOUNT, null, null));
        assertThat(at(ACCOUNT, START.plusSeconds(60))).isNull();
        assertThat(at(CONTACT, START)).isNull();
        assertThat(at(CONTACT, START.plusSeconds(60))).isNotNull();
        assertThat(at("003000000000009AAA", START)).isNull();
    }

    @Test
    void shouldKnowEverybodyWhomAPersonsDevicesConcern() {
        // Given: with one of them somebody else has something to say
        put("watch-1", Kind.PERSON, CONTACT, "0PK1", List.of(), START);
        put("watch-2", Kind.PERSON, CONTACT, "0PK1", List.of("0PK2"), START);

        // Then
        assertThat(Objects.requireNonNull(at(CONTACT, START)).consentIds()).containsExactly("0PK1", "0PK2");
    }

    private @Nullable Party at(String owner, Instant at) {
        return parties.party(owner, at, at.plusSeconds(1));
    }

    private void put(
            String device,
            Kind kind,
            @Nullable String contact,
            @Nullable String individual,
            List<String> others,
            Instant from) {
        PartyRecord entry = new PartyRecord(
                PartyRecord.VERSION,
                device,
                "02i" + device,
                device,
                null,
                Map.of(),
                kind,
                ACCOUNT,
                contact,
                individual,
                null,
                others,
                false,
                from.toEpochMilli());
        parties.accept(
                PartyTable.key(device), Json.bytes(entry), new TableReader.Appended(from.toEpochMilli(), offset++));
    }
}
