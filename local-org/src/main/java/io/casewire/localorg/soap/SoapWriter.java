package io.casewire.localorg.soap;

import io.casewire.localorg.metadata.Element;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers. The order of elements matters: some clients read by it. The envelope has a prefix and what is inside has
 * none, which is the one form all known clients read.
 */
final class SoapWriter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final StringBuilder xml = new StringBuilder();

    SoapWriter open(String name) {
        xml.append('<').append(name).append('>');
        return this;
    }

    SoapWriter close(String name) {
        xml.append("</").append(name).append('>');
        return this;
    }

    SoapWriter put(String name, @Nullable Object value) {
        if (value != null) {
            String text = value instanceof Instant time ? TIME.format(time) : value.toString();
            xml.append('<')
                    .append(name)
                    .append('>')
                    .append(Element.escape(text))
                    .append("</")
                    .append(name)
                    .append('>');
        }
        return this;
    }

    /** The whole answer to an operation. */
    String envelope(String namespace, String operation) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"" + namespace
                + "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><" + operation + "Response>"
                + xml + "</" + operation + "Response></soapenv:Body></soapenv:Envelope>";
    }

    /** A refusal, without a detail: the metadata client has no classes for one. */
    static String fault(String code, String message) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " xmlns:sf=\"http://soap.sforce.com/2006/04/metadata\"><soapenv:Body><soapenv:Fault><faultcode>sf:"
                + code + "</faultcode><faultstring>" + code + ": " + Element.escape(message)
                + "</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>";
    }
}
