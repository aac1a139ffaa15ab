package io.casewire.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes that somebody asked to see. */
final class Payload {
    private static final int SHOWN = 4_096;

    private Payload() {}

    /** As text where they are text, else in hexadecimal digits; what could steer a terminal is left out. */
    static String text(byte[] payload) {
        int length = Math.min(payload.length, SHOWN);
        String more = length < payload.length ? "\n… " + (payload.length - length) + " bytes more: --to FILE" : "";
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload, 0, payload.length))
                    .toString();
            return Printable.text(text.substring(0, Math.min(text.length(), SHOWN)))
                    + (text.length() > SHOWN ? more : "");
        } catch (CharacterCodingException e) {
            return HexFormat.ofDelimiter(" ").formatHex(payload, 0, length) + more;
        }
    }
}
