package io.casewire.episodes;

/**
 * How an episode of a device is that is told under the device's parent, together with those of others. It says how things
 * are and not what changed, so that one that comes twice does no harm.
 *
 * @param parent the device it is told under
 */
public record MemberChange(String parent, String condition, RollUps.Line line) {

    /** @param name the device's, for people */
    public static MemberChange of(Decision decision, String parent, String name) {
        return new MemberChange(
                parent,
                decision.rule().name(),
                new RollUps.Line(
                        EpisodeKey.device(decision.episode()),
                        name,
                        decision.episode(),
                        decision.at(),
                        decision.revision(),
                        decision.severity(),
                        decision.firstSeen(),
                        decision.isOpen() ? null : decision.clearedAt()));
    }

    @Override
    public String toString() {
        return "MemberChange[" + condition + "]";
    }
}
