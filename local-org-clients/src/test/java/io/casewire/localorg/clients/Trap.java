package io.casewire.localorg.clients;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mistakes that emulators of an org commonly make. Each is put between a client and the local org by {@link TrappedOrg};
 * a client that falls over it is the proof that the local org has to get it right.
 */
enum Trap {
    /** {@code //services}, which sf asks for after a login by token, is not the same as {@code /services}. */
    DOUBLE_SLASHES {
        @Override
        Answered refuse(Asked asked) {
            return asked.uri().startsWith("//") ? Answered.refused(404, "NOT_FOUND") : null;
        }
    },
    /** Elements of SOAP answers in another order. */
    SOAP_ORDER {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return isMetadata(asked)
                    ? answered.withText(
                            answered.text().replaceAll("(<fullName>[^<]*</fullName>)\\s*(<id>[^<]*</id>)", "$2$1"))
                    : answered;
        }
    },
    /** A SOAP header that the metadata client has no class for. */
    SOAP_LIMIT_HEADER {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return isMetadata(asked)
                    ? answered.withText(
                            answered.text()
                                    .replaceFirst(
                                            "<soapenv:Body>",
                                            "<soapenv:Header><LimitInfoHeader><limitInfo><current>1</current><limit>2</limit>"
                                                    + "<type>API REQUESTS</type></limitInfo></LimitInfoHeader></soapenv:Header><soapenv:Body>"))
                    : answered;
        }
    },
    /** A SOAP envelope without a prefix. */
    SOAP_PREFIX {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return isMetadata(asked)
                    ? answered.withText(answered.text()
                            .replace("xmlns:soapenv=", "xmlns=")
                            .replace("<soapenv:", "<")
                            .replace("</soapenv:", "</"))
                    : answered;
        }
    },
    /** SOAP requests are compressed, and nobody unpacks them. */
    SOAP_GZIP {
        @Override
        Asked ask(Asked asked) {
            return asked.header("Content-Encoding").equals("gzip") ? asked.withoutHeader("Content-Encoding") : asked;
        }
    },
    /** {@code login()} still works in a version that has none any more. */
    SOAP_LOGIN_FOR_EVER {
        @Override
        Asked ask(Asked asked) {
            return asked.uri().contains("/services/Soap/u/65.0")
                    ? asked.withUri(asked.uri().replace("/u/65.0", "/u/62.0"))
                    : asked;
        }
    },
    /** Names of Salesforce's own headers in lower case. */
    LOWER_CASE_HEADERS {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return answered.withLowerCaseHeaders("Sforce");
        }
    },
    /** The last page of a bulk query does not say that it is the last; what would go on for ever ends at the 20th page. */
    NO_LAST_LOCATOR {
        @SuppressWarnings("ImmutableEnumChecker")
        private final AtomicInteger pages = new AtomicInteger();

        @Override
        Answered answer(Asked asked, Answered answered) {
            if (!asked.path().matches(".*/jobs/query/\\w+/results")) {
                return answered;
            }
            return pages.incrementAndGet() > 20
                    ? Answered.refused(400, "LIMIT_EXCEEDED")
                    : answered.withoutHeader("Sforce-Locator");
        }
    },
    /** The identity URL of a login names the org by 15 characters. */
    SHORT_ORG_ID {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return asked.path().endsWith("/oauth2/token")
                    ? answered.withText(answered.text().replaceFirst("/id/(00D\\w{12})\\w{3}/", "/id/$1/"))
                    : answered;
        }
    },
    /** Assertions are accepted only with {@code exp} as a number of seconds that lies within five minutes. */
    STRICT_JWT {
        @Override
        Answered refuse(Asked asked) {
            Matcher assertion = Pattern.compile("assertion=([^.&]+)\\.([^.&]+)").matcher(asked.text());
            if (!asked.path().endsWith("/oauth2/token") || !assertion.find()) {
                return null;
            }
            String claims = new String(
                    Base64.getUrlDecoder().decode(assertion.group(2).replaceAll("%3D|=", "")), StandardCharsets.UTF_8);
            Matcher exp = Pattern.compile("\"exp\"\\s*:\\s*(\\d+)").matcher(claims);
            boolean strict =
                    exp.find() && Long.parseLong(exp.group(1)) < Instant.now().getEpochSecond() + 300;
            return strict ? null : Answered.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"exp\"}");
        }
    },
    /** Errors as an object instead of a list. */
    ERRORS_AS_OBJECTS {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return answered.status() >= 400 && answered.isJson() && answered.json() instanceof ArrayNode errors
                    ? answered.withText(errors.get(0).toString())
                    : answered;
        }
    },
    /** One key more than there are in answers of the composite family. */
    EXTRA_KEYS {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return asked.path().contains("/composite") && answered.json() instanceof ObjectNode body
                    ? answered.withText(body.put("localOrg", true).toString())
                    : answered;
        }
    },
    /** A collection of which some rows fail is refused as a whole. */
    PARTIAL_FAILURE_IS_AN_ERROR {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return asked.path().contains("/composite/sobjects")
                            && answered.text().contains("\"success\":false")
                    ? answered.withStatus(400)
                    : answered;
        }
    },
    /** {@code columns=true} is not looked at. */
    NO_COLUMNS {
        @Override
        Asked ask(Asked asked) {
            return asked.uri().contains("columns=true")
                    ? asked.withUri(asked.uri().replaceFirst("[?&]columns=true", ""))
                    : asked;
        }
    },
    /** The address of the next page is a whole one. */
    ABSOLUTE_NEXT_PAGE {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return answered.text().contains("\"nextRecordsUrl\":\"/")
                    ? answered.withText(answered.text()
                            .replace(
                                    "\"nextRecordsUrl\":\"/",
                                    "\"nextRecordsUrl\":\"http://" + asked.header("Host") + "/"))
                    : answered;
        }
    },
    /** A slash within the locator of the next page. */
    SLASH_IN_LOCATOR {
        @Override
        Asked ask(Asked asked) {
            return asked.uri().contains("/query/01g/")
                    ? asked.withUri(asked.uri().replace("/query/01g/", "/query/01g"))
                    : asked;
        }

        @Override
        Answered answer(Asked asked, Answered answered) {
            return answered.text().contains("/query/01g")
                    ? answered.withText(answered.text().replace("/query/01g", "/query/01g/"))
                    : answered;
        }
    },
    /** Two kinds of answer asked for are one too many. */
    STRICT_ACCEPT {
        @Override
        Answered refuse(Asked asked) {
            String accepted = String.join(",", asked.headers().getAll("Accept"));
            return accepted.contains("text/csv") && accepted.contains("application/json")
                    ? Answered.refused(406, "NOT_ACCEPTABLE")
                    : null;
        }
    },
    /** A token is taken back by POST only. */
    REVOKE_BY_POST_ONLY {
        @Override
        Answered refuse(Asked asked) {
            return asked.path().endsWith("/oauth2/revoke") && asked.method().equals("GET")
                    ? Answered.refused(405, "METHOD_NOT_ALLOWED")
                    : null;
        }
    },
    /** A deploy is read from the root of its zip only, although sf wraps it in a folder. */
    NO_FOLDER_IN_ZIP {
        @Override
        Answered refuse(Asked asked) {
            return asked.path().endsWith("/metadata/deployRequest")
                            && asked.method().equals("POST")
                            && asked.text().contains("zip/package.xml")
                    ? Answered.refused(400, "INVALID_OPERATION")
                    : null;
        }
    },
    /** Verdicts of the Consent API as truth values. */
    CONSENT_AS_BOOLEANS {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return asked.path().contains("/consent/")
                    ? answered.withText(
                            answered.text().replace("\"false\"", "false").replace("\"true\"", "true"))
                    : answered;
        }
    },
    /** What a flow answers, in an object around the list. */
    WRAPPED_ACTIONS {
        @Override
        Answered answer(Asked asked, Answered answered) {
            return asked.path().contains("/actions/custom/flow/")
                            && answered.text().startsWith("[")
                    ? answered.withText("{\"outputs\":" + answered.text() + "}")
                    : answered;
        }
    },
    /** Fields that the documentation calls required, and the API does not. */
    CAPTURE_IS_REQUIRED {
        @Override
        Answered refuse(Asked asked) {
            return asked.path().endsWith("/sobjects/ContactPointTypeConsent")
                            && !asked.text().contains("CaptureDate")
                    ? Answered.refused(400, "REQUIRED_FIELD_MISSING")
                    : null;
        }
    },
    /** The owner of a Case is whoever wrote it. */
    NO_AUTO_ASSIGN {
        @Override
        Asked ask(Asked asked) {
            return asked.withHeader("Sforce-Auto-Assign", "FALSE");
        }
    },
    /** An access token that looks like a JWT. */
    JWT_TOKENS {
        private static final String HEAD = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJvcmcifQ.";

        @Override
        String token(String token) {
            return HEAD
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        Asked ask(Asked asked) {
            String authorization = asked.header("Authorization");
            int at = authorization.indexOf(HEAD);
            return at < 0
                    ? asked
                    : asked.withHeader(
                            "Authorization",
                            authorization.substring(0, at)
                                    + new String(
                                            Base64.getUrlDecoder().decode(authorization.substring(at + HEAD.length())),
                                            StandardCharsets.UTF_8));
        }
    };

    private static boolean isMetadata(Asked asked) {
        return asked.path().contains("/services/Soap/m/");
    }

    /** What the client believes its access token to be. */
    String token(String token) {
        return token;
    }

    /** What reaches the org. */
    Asked ask(Asked asked) {
        return asked;
    }

    /** What is answered without asking the org, or null. */
    Answered refuse(Asked asked) {
        return null;
    }

    /** What reaches the client. */
    Answered answer(Asked asked, Answered answered) {
        return answered;
    }
}
