package io.casewire.localorg.schema;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;

/** Field types as describe names them, with their SOAP type and the Java type that holds a value in memory. */
public enum FieldType {
    ID("tns:ID", String.class),
    REFERENCE("tns:ID", String.class),
    STRING("xsd:string", String.class),
    TEXTAREA("xsd:string", String.class),
    PICKLIST("xsd:string", String.class),
    MULTIPICKLIST("xsd:string", String.class),
    EMAIL("xsd:string", String.class),
    PHONE("xsd:string", String.class),
    URL("xsd:string", String.class),
    BOOLEAN("xsd:boolean", Boolean.class),
    INT("xsd:int", Integer.class),
    DOUBLE("xsd:double", Double.class),
    CURRENCY("xsd:double", Double.class),
    PERCENT("xsd:double", Double.class),
    DATE("xsd:date", LocalDate.class),
    DATETIME("xsd:dateTime", Instant.class);

    private final String describeName;
    private final String soapType;
    private final Class<?> javaType;

    FieldType(String soapType, Class<?> javaType) {
        this.describeName = name().toLowerCase(Locale.ROOT);
        this.soapType = soapType;
        this.javaType = javaType;
    }

    @JsonCreator
    static FieldType of(String describeName) {
        return valueOf(describeName.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    public String describeName() {
        return describeName;
    }

    public String soapType() {
        return soapType;
    }

    /** String, Boolean, Integer, Double, LocalDate or Instant. */
    public Class<?> javaType() {
        return javaType;
    }

    public boolean isText() {
        return javaType == String.class;
    }

    public boolean isNumber() {
        return javaType == Double.class || javaType == Integer.class;
    }

    public boolean isId() {
        return this == ID || this == REFERENCE;
    }
}
