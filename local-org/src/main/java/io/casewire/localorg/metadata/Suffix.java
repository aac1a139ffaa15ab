package io.casewire.localorg.metadata;

/** The endings that tell what people add to an org from what it comes with. */
final class Suffix {
    static final String CUSTOM = "__c";
    static final String EVENT = "__e";
    static final String METADATA = "__mdt";
    static final String RELATIONSHIP = "__r";

    private Suffix() {}

    static boolean isCustom(String name) {
        return name.endsWith(CUSTOM) || name.endsWith(EVENT);
    }
}
