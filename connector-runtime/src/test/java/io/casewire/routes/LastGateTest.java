package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.Pseudonyms;
import io.casewire.consent.Statement;
import io.casewire.consent.Statement.Answer;
import io.casewire.delivery.Api;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt;
import io.casewire.identity.Party;
import io.casewire.mapping.Target;
import io.casewire.stream.Freshness;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastGateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    static final String TREATED = "usage=mask,identifier=mask,location=mask,health=mask,sensitive=mask,employment=mask";

    private final TestWorld world = new TestWorld();
    private final List<Receipt> receipts = new ArrayList<>();

    private List<Row> open(@Nullable String treated) throws InterruptedException {
        Party person = new Party(Party.Kind.PERSON, "001", "003", "0PK1");
        Row row = new Row(
                "case/k",
                "case",
                "k",
                1,
                null,
                new TreeMap<>(),
                new TreeMap<>(),
                "machine-maintenance",
                treated,
                person,
                false,
                null);
        Call call = new Call(
                Call.VERSION,
                "call",
                0,
                Api.COLLECTIONS,
                Target.object("Case", "Key__c"),
                true,
                false,
                null,
                List.of(row));
        ConsentStage consent = new ConsentStage(TestContent.shipped().load().consent(), world, Pseudonyms.NONE);
        return new LastGate(consent, Freshness.complete(), Clock.fixed(NOW, ZoneOffset.UTC))
                .pass(call, call.rows(), receipts)
                .rows();
    }

    private static Statement optOut(long from) {
        return new Statement(
                Statement.Source.PARTY_CONSENT,
                "9Pc1",
                "machine MAINTENANCE",
                null,
                null,
                Answer.OPT_OUT,
                from,
                null,
                false);
    }

    @Test
    void shouldLetLeaveWhatWasTreatedAsConsentAsks() throws Exception {
        world.person("press-7", "0PK1", Map.of());
        assertThat(open(TREATED)).hasSize(1);
        assertThat(receipts).isEmpty();
    }

    @Test
    void shouldWithholdWhatMayOnlyBeSeenTreatedByNow() throws Exception {
        world.person("press-7", "0PK1", Map.of());
        assertThat(open(null)).isEmpty();
        assertThat(receipts).extracting(Receipt::result).containsExactly(Receipt.Result.WITHHELD);
    }

    /** A no may be given for a time to come; nobody tells when that has come. */
    @Test
    void shouldHeedANoFromTheMomentItIsInForce() throws Exception {
        world.person("press-7", "0PK1", Map.of(), optOut(NOW.toEpochMilli() + 1));
        assertThat(open(TREATED)).hasSize(1);
        world.person("press-7", "0PK1", Map.of(), optOut(NOW.toEpochMilli()));
        assertThat(open(TREATED)).isEmpty();
    }
}
