package io.casewire.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Turns what a device sends into JSON, for one {@code contentType} of formats. Your own joins as a plug-in: a jar that names it in
 * {@code META-INF/services/io.casewire.ingest.PayloadDecoder}, as java.util.ServiceLoader says.
 *
 * <p>It is asked once, when a message comes in; the log holds the JSON. So a later version of it changes no decision that was made.
 */
public interface PayloadDecoder {

    /** As formats name it: lower-case letters, digits and dashes. */
    String contentType();

    /**
     * Called by several threads at the same time.
     *
     * @return what fields and {@code split} of a format look into
     * @throws IOException when the bytes are not of this content type; its message holds nothing of them
     */
    JsonNode decode(byte[] payload) throws IOException;
}
