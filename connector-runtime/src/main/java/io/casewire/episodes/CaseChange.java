package io.casewire.episodes;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What people made of the Case of an episode: how it is now, and not what changed.
 *
 * @param episode its key
 * @param ended it is closed, deleted or merged: nothing more is told of the episode
 * @param how in a word or two, for people
 * @param snoozedUntil nothing is told of it before; null for never mind
 */
public record CaseChange(String episode, boolean ended, String how, @Nullable Instant snoozedUntil) {}
