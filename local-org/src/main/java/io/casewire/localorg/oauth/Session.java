package io.casewire.localorg.oauth;

/** Someone logged in. */
public record Session(String token, String userId, String username) {
    @Override
    public String toString() {
        return "Session[" + username + "]";
    }
}
