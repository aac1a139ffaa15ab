package io.casewire.localorg.soap;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.metadata.Element;
import io.casewire.localorg.oauth.Login;
import io.casewire.localorg.oauth.Session;
import io.casewire.localorg.schema.PersonAccounts;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Row;
import java.util.Objects;

/**
 * {@code login()} of the partner and enterprise APIs, for clients that know nothing else. It does not exist from version 65
 * on, as in Salesforce. Fields come in the order of the partner WSDL, because one client reads them by position.
 */
final class SoapLogin {
    private static final int FIRST_WITHOUT = 65;
    private static final int SESSION_SECONDS = 7_200;

    private final String orgId;
    private final RecordStore store;
    private final Login login;
    private final Setup setup;

    SoapLogin(String orgId, RecordStore store, Login login, Setup setup) {
        this.orgId = orgId;
        this.store = store;
        this.login = login;
        this.setup = setup;
    }

    String answer(Element operation, String kind, int version, String baseUrl) {
        if (!operation.name().equals("login")) {
            throw new ApiException(
                    StatusCode.NOT_FOUND, "the local org does not answer the operation " + operation.name());
        }
        if (version >= FIRST_WITHOUT || !setup.settings().usernamePasswordLogin()) {
            throw new ApiException(
                    StatusCode.INVALID_OPERATION,
                    "SOAP API login() is disabled in this org, or not there in version " + version + ".0");
        }
        Session session = login.withPassword(operation.text("username", ""), operation.text("password", ""));
        if (session == null) {
            throw new ApiException(
                    StatusCode.INVALID_LOGIN, "Invalid username, password, security token; or user locked out.");
        }
        String soap = baseUrl + "/services/Soap/";
        SoapWriter answer = new SoapWriter()
                .open("result")
                .put("metadataServerUrl", soap + "m/" + version + ".0/" + orgId)
                .put("passwordExpired", false)
                .put("sandbox", false)
                .put("serverUrl", soap + kind + "/" + version + ".0/" + orgId)
                .put("sessionId", session.token())
                .put("userId", session.userId());
        userInfo(answer, session);
        answer.close("result");
        String namespace = kind.equals("u") ? "urn:partner.soap.sforce.com" : "urn:enterprise.soap.sforce.com";
        return answer.envelope(namespace, "login");
    }

    private void userInfo(SoapWriter answer, Session session) {
        store.read(view -> {
            SObjectType users = view.schema().type("User");
            Row user = Objects.requireNonNull(view.get(users, session.userId()));
            return answer.open("userInfo")
                    .put("accessibilityMode", false)
                    .put("chatterExternal", false)
                    .put("currencySymbol", "$")
                    .put("orgAttachmentFileSizeLimit", 5_242_880)
                    .put("orgDefaultCurrencyIsoCode", "USD")
                    .put("orgDefaultCurrencyLocale", "en_US")
                    .put("orgDisallowHtmlAttachments", false)
                    .put(
                            "orgHasPersonAccounts",
                            PersonAccounts.areEnabled(view.schema().type("Account")))
                    .put("organizationId", orgId)
                    .put("organizationMultiCurrency", false)
                    .put("organizationName", "Local Org")
                    .put("profileId", user.text(users.field("ProfileId")))
                    .put("roleId", "")
                    .put("sessionSecondsValid", SESSION_SECONDS)
                    .put("userDefaultCurrencyIsoCode", "USD")
                    .put("userEmail", user.text(users.field("Email")))
                    .put("userFullName", user.text(users.field("Name")))
                    .put("userId", session.userId())
                    .put("userLanguage", user.text(users.field("LanguageLocaleKey")))
                    .put("userLocale", user.text(users.field("LocaleSidKey")))
                    .put("userName", session.username())
                    .put("userTimeZone", user.text(users.field("TimeZoneSidKey")))
                    .put("userType", "Standard")
                    .put("userUiSkin", "Theme3")
                    .close("userInfo");
        });
    }
}
