package io.casewire.localorg.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A signed login request. Clients in the wild write {@code exp} as a number of seconds, a number of milliseconds or a
 * string, and some keep the padding of base64url; all are read.
 */
@SuppressWarnings("ArrayRecordComponent") // assertions are never compared
record JwtAssertion(String issuer, String subject, String audience, Instant expires, byte[] signed, byte[] signature) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MILLISECONDS_FROM = 100_000_000_000L;
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(3);

    static JwtAssertion parse(String assertion) {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            throw new OAuthException("invalid_grant", "invalid assertion");
        }
        JsonNode header = json(parts[0]);
        if (!header.path("alg").asText().equals("RS256")) {
            throw new OAuthException("invalid_grant", "invalid assertion: the algorithm must be RS256");
        }
        JsonNode claims = json(parts[1]);
        return new JwtAssertion(
                claims.path("iss").asText(),
                claims.path("sub").asText(claims.path("prn").asText()),
                claims.path("aud").asText(),
                expiry(claims.path("exp").asText()),
                (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                decode(parts[2]));
    }

    private static JsonNode json(String part) {
        try {
            return JSON.readTree(decode(part));
        } catch (IOException e) {
            throw new OAuthException("invalid_grant", "invalid assertion");
        }
    }

    private static byte[] decode(String part) {
        try {
            return Base64.getUrlDecoder().decode(part.replaceAll("=+$", ""));
        } catch (IllegalArgumentException e) {
            throw new OAuthException("invalid_grant", "invalid assertion");
        }
    }

    private static Instant expiry(String exp) {
        try {
            long value = Long.parseLong(exp);
            return value >= MILLISECONDS_FROM ? Instant.ofEpochMilli(value) : Instant.ofEpochSecond(value);
        } catch (NumberFormatException e) {
            throw new OAuthException("invalid_grant", "invalid assertion: exp is missing or no time");
        }
    }

    void requireCurrent(Instant now) {
        if (expires.plus(CLOCK_SKEW).isBefore(now)) {
            throw new OAuthException("invalid_grant", "expired authorization code");
        }
    }

    void requireSignedBy(List<X509Certificate> certificates) {
        if (certificates.stream().noneMatch(this::isSignedBy)) {
            throw new OAuthException(
                    "invalid_grant", "invalid assertion: the signature fits no registered certificate");
        }
    }

    private boolean isSignedBy(X509Certificate certificate) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
