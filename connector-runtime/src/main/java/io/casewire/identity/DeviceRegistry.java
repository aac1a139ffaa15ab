package io.casewire.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whose device is it, at a time. Answers are the same for the same arguments, today and in a backtest. */
public interface DeviceRegistry {

    /**
     * @param eventTime when the reading was taken
     * @param clock the partition's clock: what became known later does not count
     * @return null when no Asset carried this device id
     */
    @Nullable
    Device find(String device, Instant eventTime, Instant clock);

    /**
     * Whom some devices concern.
     *
     * @param owner as {@link Party#owner()} says
     * @return with everybody whom any of these devices concerns; null when none is theirs
     */
    @Nullable
    Party party(String owner, Instant eventTime, Instant clock);

    /** The Account that Assets of unknown devices are registered under; null when there is none. */
    @Nullable
    String registrationAccount(Instant clock);

    /** How the org's people read texts. */
    OrgProfile orgProfile(Instant clock);
}
