package io.casewire.salesforce;

import io.casewire.consent.Channel;
import io.casewire.consent.Consent;
import io.casewire.consent.Statement;
import io.casewire.consent.Statement.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What events take away of a person's consent. What they may give is read from the org instead, because another record of
 * the same person may still say no.
 *
 * @param flags those that became true
 * @param touched ids of records whose yes does not count until they are read again
 * @param refused ids of records that say no by now
 * @param added refusals that were not there before
 */
record Objection(Map<String, Boolean> flags, Set<String> touched, Set<String> refused, List<Statement> added) {
    /** What a statement is about that names no purpose. */
    static final Set<String> EVERY_PURPOSE = Set.of("");

    static Objection none() {
        return new Objection(new HashMap<>(), new HashSet<>(), new HashSet<>(), new ArrayList<>());
    }

    /** @param purposes what it is about, where it is new */
    void refuse(Statement.Source source, String record, @Nullable Channel channel, Set<String> purposes) {
        refused.add(record);
        for (String purpose : purposes) {
            String name = purpose.isEmpty() ? null : purpose;
            added.add(new Statement(source, record, name, null, channel, Answer.OPT_OUT, null, null, false));
        }
    }

    Consent of(Consent known) {
        Map<String, Boolean> stricter = new HashMap<>(known.flags());
        stricter.putAll(flags);
        List<Statement> statements = new ArrayList<>();
        Set<String> records = new HashSet<>();
        for (Statement statement : known.statements()) {
            records.add(statement.record());
            if (refused.contains(statement.record())) {
                statements.add(statement.refused());
            } else if (statement.answer() != Answer.OPT_IN || !touched.contains(statement.record())) {
                statements.add(statement);
            }
        }
        added.stream().filter(one -> !records.contains(one.record())).forEach(statements::add);
        return new Consent(known.partyId(), stricter, statements, known.statementsHidden(), known.ageAtLeast());
    }
}
