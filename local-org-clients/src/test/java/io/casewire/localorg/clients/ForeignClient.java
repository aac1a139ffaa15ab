package io.casewire.localorg.clients;

/** A client that others wrote and that is used here as it is published. */
enum ForeignClient {
    CAMEL("camel-salesforce"),
    WSC("force-metadata-api"),
    STUBS("Pub/Sub stubs"),
    JSFORCE("jsforce"),
    SF("sf CLI");

    private final String title;

    ForeignClient(String title) {
        this.title = title;
    }

    /** As people call it. */
    String title() {
        return title;
    }
}
