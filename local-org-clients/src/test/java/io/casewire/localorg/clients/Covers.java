package io.casewire.localorg.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which client calls which endpoints in this test. A call the org did not see fails the test. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Covers {
    ForeignClient client();

    Endpoint[] endpoint();
}
