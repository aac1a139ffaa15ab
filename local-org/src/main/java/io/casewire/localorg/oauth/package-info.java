/** Who may call: users, clients, tokens and the limit on calls. */
@NullMarked
package io.casewire.localorg.oauth;

import org.jspecify.annotations.NullMarked;
