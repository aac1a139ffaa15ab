package io.casewire.localorg.oauth;

/** A client that may log in with its id and secret and then acts as one user. */
public record ConnectedClient(String clientId, String clientSecret, String username) {
    @Override
    public String toString() {
        return "ConnectedClient[" + clientId + " as " + username + "]";
    }
}
