package io.casewire.localorg.oauth;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens in use. A token is opaque and has the shape Salesforce gives it: the 15-character org id, an
 * exclamation mark, 96 word characters. It ends after two hours without a call, and with this process.
 */
public final class Sessions {
    private static final Duration IDLE = Duration.ofHours(2);
    private static final String WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    private static final int SECRET_LENGTH = 96;
    private static final int REFRESH_LENGTH = 80;

    private final String orgId15;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();

    public Sessions(String orgId, Clock clock) {
        this.orgId15 = orgId.substring(0, 15);
        this.clock = clock;
    }

    Session open(String userId, String username) {
        Session session = new Session(orgId15 + "!" + secret(SECRET_LENGTH), userId, username);
        entries.put(session.token(), new Entry(session, clock.instant()));
        return session;
    }

    private String secret(int length) {
        StringBuilder secret = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            secret.append(WORD.charAt(random.nextInt(WORD.length())));
        }
        return secret.toString();
    }

    /** The session of a token, or null when there is none or it has expired. */
    public @Nullable Session find(@Nullable String token) {
        Entry entry = token == null ? null : entries.get(token);
        if (token == null || entry == null) {
            return null;
        }
        Instant now = clock.instant();
        if (entry.lastUsed.plus(IDLE).isBefore(now)) {
            entries.remove(token);
            return null;
        }
        entries.replace(token, new Entry(entry.session, now));
        return entry.session;
    }

    /** A token that opens new sessions for the same user, until it is revoked. */
    String refreshToken(Session session) {
        String token = "5Aep" + secret(REFRESH_LENGTH);
        refreshTokens.put(token, session.username());
        return token;
    }

    @Nullable
    String usernameOfRefreshToken(String token) {
        return refreshTokens.get(token);
    }

    boolean close(String token) {
        if (refreshTokens.remove(token) != null) {
            return true;
        }
        return entries.remove(token) != null;
    }

    /** Ends all sessions, as an administrator can at any time. */
    public void expireAll() {
        entries.clear();
    }

    private record Entry(Session session, Instant lastUsed) {}
}
