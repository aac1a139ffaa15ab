package io.casewire.localorg.clients;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.apache.camel.component.salesforce.api.dto.AbstractDescribedSObjectBase;
import org.apache.camel.component.salesforce.api.dto.AbstractQueryRecordsBase;
import org.apache.camel.component.salesforce.api.dto.Attributes;
import org.apache.camel.component.salesforce.api.dto.SObjectDescription;

/** What camel-salesforce needs to know of an Account; its Maven plugin would generate such classes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class Account extends AbstractDescribedSObjectBase {
    private String key;
    private String phone;

    public Account() {
        Attributes attributes = new Attributes();
        attributes.setType("Account");
        setAttributes(attributes);
    }

    static Account named(String name) {
        Account account = new Account();
        account.setName(name);
        return account;
    }

    Account withKey(String value) {
        key = value;
        return this;
    }

    Account withId(String value) {
        setId(value);
        return this;
    }

    // camel-salesforce looks the getter of an external id up by the name of the field.
    @JsonProperty("Key__c")
    public String getKey__c() {
        return key;
    }

    @JsonProperty("Key__c")
    public void setKey__c(String key) {
        this.key = key;
    }

    @JsonProperty("Phone")
    public String getPhone() {
        return phone;
    }

    @JsonProperty("Phone")
    public void setPhone(String phone) {
        this.phone = phone;
    }

    @Override
    public SObjectDescription description() {
        SObjectDescription description = new SObjectDescription();
        description.setName("Account");
        description.setLabel("Account");
        return description;
    }

    /** A page of a query for Accounts. */
    public static final class QueryRecords extends AbstractQueryRecordsBase<Account> {}
}
