package io.casewire.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.Purpose;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the org says its data is used for: DataUsePurposes with their legal bases, and which authorization forms name them
 * (Salesforce object reference: DataUsePurpose, DataUseLegalBasis, AuthorizationForm, AuthorizationFormText,
 * AuthorizationFormDataUse). Only purposes that purposes.yaml names are kept.
 *
 * @param purposes by id
 * @param forms by id of a form's text
 */
record DataUse(Map<String, PurposeInOrg> purposes, Map<String, FormInOrg> forms) {
    static final DataUse NONE = new DataUse(Map.of(), Map.of());

    /** How the words of DataUseLegalBasis.Source begin, and what purposes.yaml calls them. */
    private static final Map<String, String> BASES = Map.of(
            "consent", "consent",
            "contract", "contract",
            "legalobligation", "legalObligation",
            "legitimateinterest", "legitimateInterest",
            "publictask", "publicTask",
            "vitalinterest", "vitalInterests");

    /** @param legalBasis as purposes.yaml writes it; null when the org does not say */
    record PurposeInOrg(String name, @Nullable String legalBasis) {}

    /**
     * @param purposes their ids
     * @param from in effect from then on, epoch milliseconds; null for always
     * @param to in effect before then; null for ever
     */
    record FormInOrg(List<String> purposes, @Nullable Long from, @Nullable Long to) {}

    /** Five calls, however many purposes there are. */
    static DataUse read(OrgApi org, Collection<Purpose> declared)
            throws OrgUnreachableException, Soql.RefusedException {
        Map<String, String> bases = new TreeMap<>();
        for (JsonNode basis : Soql.query(org, "SELECT Id, Name, Source FROM DataUseLegalBasis")) {
            String word = BASES.get(plain(basis.path("Source").asText()));
            word = word != null ? word : BASES.get(plain(basis.path("Name").asText()));
            if (word != null) {
                bases.put(basis.path("Id").asText(), word);
            }
        }
        Map<String, PurposeInOrg> purposes = new TreeMap<>();
        for (JsonNode purpose : Soql.query(org, "SELECT Id, Name, LegalBasisId FROM DataUsePurpose")) {
            String name = purpose.path("Name").asText();
            if (declared.stream().anyMatch(one -> one.dataUsePurpose().equalsIgnoreCase(name))) {
                String basis = bases.get(purpose.path("LegalBasisId").asText());
                purposes.put(purpose.path("Id").asText(), new PurposeInOrg(name, basis));
            }
        }
        return new DataUse(purposes, forms(org, purposes));
    }

    private static Map<String, FormInOrg> forms(OrgApi org, Map<String, PurposeInOrg> purposes)
            throws OrgUnreachableException, Soql.RefusedException {
        Map<String, List<String>> ofForm = new TreeMap<>();
        for (JsonNode use :
                Soql.query(org, "SELECT AuthorizationFormId, DataUsePurposeId FROM AuthorizationFormDataUse")) {
            String purpose = use.path("DataUsePurposeId").asText();
            if (purposes.containsKey(purpose)) {
                ofForm.computeIfAbsent(use.path("AuthorizationFormId").asText(), form -> new ArrayList<>())
                        .add(purpose);
            }
        }
        Map<String, FormInOrg> forms = new TreeMap<>();
        // In a form that is not seen a no counts, and a yes never does: it may be out of effect.
        ofForm.forEach((form, uses) -> forms.put(form, new FormInOrg(sorted(uses), null, Long.MIN_VALUE)));
        for (JsonNode form : Soql.query(org, "SELECT Id, EffectiveFromDate, EffectiveToDate FROM AuthorizationForm")) {
            Long from = day(form, "EffectiveFromDate");
            Long to = day(form, "EffectiveToDate");
            forms.computeIfPresent(form.path("Id").asText(), (id, known) -> new FormInOrg(known.purposes(), from, to));
        }
        Map<String, FormInOrg> ofText = new TreeMap<>();
        for (JsonNode text : Soql.query(org, "SELECT Id, AuthorizationFormId FROM AuthorizationFormText")) {
            FormInOrg form = forms.get(text.path("AuthorizationFormId").asText());
            if (form != null) {
                ofText.put(text.path("Id").asText(), form);
            }
        }
        return ofText;
    }

    private static List<String> sorted(List<String> ids) {
        return ids.stream().sorted().toList();
    }

    /** A day as the moment it begins, in UTC; a time as it is. */
    private static @Nullable Long day(JsonNode record, String field) {
        String text = AssetQuery.text(record, field);
        if (text == null) {
            return null;
        }
        return text.contains("T")
                ? SalesforceTime.parse(text).toEpochMilli()
                : (Long) LocalDate.parse(text)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli();
    }

    /** {@code "Legitimate interests"} to {@code legitimateinterest}. */
    private static String plain(String words) {
        String letters = words.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
        return letters.endsWith("s") ? letters.substring(0, letters.length() - 1) : letters;
    }

    /** Where purposes.yaml and the org do not say the same. */
    List<Finding> disagreements(Collection<Purpose> declared) {
        List<Finding> findings = new ArrayList<>();
        for (Purpose purpose : declared) {
            List<PurposeInOrg> inOrg = purposes.values().stream()
                    .filter(one -> one.name().equalsIgnoreCase(purpose.dataUsePurpose()))
                    .toList();
            if (inOrg.isEmpty() && purpose.legalBasis().equals("consent")) {
                findings.add(disagreement(
                        purpose,
                        "the org has no DataUsePurpose named '" + purpose.dataUsePurpose()
                                + "', so nobody can say yes to it."));
            }
            String others = inOrg.stream()
                    .map(PurposeInOrg::legalBasis)
                    .filter(basis -> basis != null && !basis.equals(purpose.legalBasis()))
                    .collect(Collectors.joining(", "));
            if (!others.isEmpty()) {
                findings.add(disagreement(
                        purpose, "its legal basis is " + purpose.legalBasis() + ", and in the org " + others + "."));
            }
        }
        return findings;
    }

    private static Finding disagreement(Purpose purpose, String what) {
        return new Finding(FindingCode.CONSENT_PURPOSE, "purpose '" + purpose.name() + "'", what);
    }
}
