package io.casewire.consent;

import io.casewire.consent.Statement.Answer;
import java.util.EnumMap;
import java.util.Map;

/**
 * What all statements in force say of one purpose, in few words: the strictest of them. Many people share one.
 *
 * @param said to the purpose itself
 * @param channels to being reached for it; what is absent was not spoken of
 * @param form to an authorization form that names it
 * @param doubly whether a yes was confirmed a second time
 */
record Standing(Answer said, Map<Channel, Answer> channels, Answer form, boolean doubly) {
    static final Standing NOTHING = new Standing(Answer.NONE, Map.of(), Answer.NONE, false);
    private static final Standing HIDDEN = new Standing(Answer.HIDDEN, Map.of(), Answer.HIDDEN, false);

    static Standing of(Consent consent, String dataUsePurpose, long at) {
        if (consent.statements().isEmpty()) {
            return consent.statementsHidden() ? HIDDEN : NOTHING;
        }
        Answer said = Answer.NONE;
        Answer form = Answer.NONE;
        boolean doubly = false;
        Map<Channel, Answer> channels = new EnumMap<>(Channel.class);
        for (Statement statement : consent.statements()) {
            if (!statement.isAbout(dataUsePurpose) || !statement.isInForce(at)) {
                continue;
            }
            if (statement.source() == Statement.Source.AUTHORIZATION_FORM_CONSENT) {
                form = form.strictest(statement.answer());
                continue;
            }
            boolean ofContactPoint = statement.source() == Statement.Source.CONTACT_POINT_CONSENT;
            if (!ofContactPoint) {
                said = said.strictest(statement.answer());
                doubly |= statement.answer() == Answer.OPT_IN && statement.doubly();
            }
            if (statement.channel() != null) {
                channels.merge(statement.channel(), statement.answer(), Answer::strictest);
            } else if (ofContactPoint) {
                // An event does not say what kind of contact point it is about: any, until the person is read again.
                for (Channel channel : Channel.values()) {
                    channels.merge(channel, statement.answer(), Answer::strictest);
                }
            }
        }
        return consent.statementsHidden()
                ? new Standing(Answer.HIDDEN, channels, Answer.HIDDEN, false)
                : new Standing(said, channels, form, doubly);
    }

    Answer through(Channel channel) {
        return said == Answer.HIDDEN ? Answer.HIDDEN : channels.getOrDefault(channel, Answer.NONE);
    }
}
